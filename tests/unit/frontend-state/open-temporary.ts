import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openState, type State } from '../../../builder/frontend/state/mod.ts';

/** A clock that stands still until it is moved. */
export interface TestState {
  readonly state: State;
  readonly file: string;
  nowSeconds: number;
  readonly end: () => Promise<void>;
}

export const PRIVATE = {
  name: 'private',
  network: '10.1.0.0',
  prefix: 16,
  frontendAddress: '10.1.0.1',
  rangeFrom: '10.1.192.0',
  rangeTo: '10.1.255.254',
} as const;

/** A state in a folder of its own, with the private network. */
export async function openTemporary(): Promise<TestState> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-state-'));
  const file = join(folder, 'state.db');
  const test: TestState = {
    file,
    nowSeconds: 1000,
    state: await openState(file, { now: () => test.nowSeconds }),
    end: async () => {
      await test.state.close();
      rmSync(folder, { recursive: true });
    },
  };
  await test.state.setNetwork(PRIVATE);
  return test;
}
