import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openState, type State } from '../../../builder/frontend/state/mod.ts';
import { type Ran, runCairn } from '../../fakes/cairn.ts';
import { PRIVATE } from '../../unit/frontend-state/open-temporary.ts';

/** A frontend's state in a folder of its own, and the command line on it. */
export interface TestFrontend {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cairn: (...words: readonly string[]) => Promise<Ran>;
  readonly withState: <T>(work: (state: State) => Promise<T>) => Promise<T>;
}

/** Gives a frontend whose private network is 10.1.0.0/16, without hosts and without a graph. */
export async function withFrontend(test: (frontend: TestFrontend) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-case-'));
  const env = {
    CAIRN_STATE: join(folder, 'state.db'),
    CAIRN_GRAPH: join(folder, 'graph.json'),
    CAIRN_SOCKET: join(folder, 'cairnd.sock'),
  };
  const withState: TestFrontend['withState'] = async (work) => {
    const state = await openState(env.CAIRN_STATE);
    try {
      return await work(state);
    } finally {
      await state.close();
    }
  };
  try {
    await withState((state) => state.setNetwork(PRIVATE));
    await test({ folder, env, withState, cairn: (...words) => runCairn(words, { env }) });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Hosts as `cairn host export` writes them, one text each; the line of names left out. */
export async function exportLines({ cairn }: TestFrontend): Promise<readonly string[]> {
  return (await cairn('host', 'export')).stdout.trimEnd().split('\n').slice(1);
}
