import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { LocalFrontend } from './local-frontend.ts';

/** What a running service takes of its machine. */
export interface Footprint {
  readonly memoryMb: number;
  readonly descriptors: number;
  /** The state with its log of changes. */
  readonly stateMb: number;
}

export function readFootprint({ pid, env }: LocalFrontend): Footprint {
  const status = readFileSync(`/proc/${pid()}/status`, 'utf8');
  const state = env['CAIRN_STATE'] ?? '';
  const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return {
    memoryMb: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024,
    descriptors: readdirSync(`/proc/${pid()}/fd`).length,
    stateMb: (sizeOf(state) + sizeOf(`${state}-wal`)) / 1e6,
  };
}
