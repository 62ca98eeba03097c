import type { State } from './state.ts';

export const DEFAULT_STATE_PATH = '/var/lib/cairn/state.db';

/** Where the state lies: `CAIRN_STATE`, else the usual place. */
export function statePath(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return env['CAIRN_STATE'] || DEFAULT_STATE_PATH;
}

export interface OpenStateOptions {
  /** Seconds since 1970; the system's clock when left out. */
  readonly now?: () => number;
  /** Fail when there is none yet, instead of making one. */
  readonly mustExist?: boolean;
}

/** Opens the state, and makes or migrates it as needed. @throws {BuildError} STATE_*, SQLITE_MISSING */
export async function openState(
  _path: string = statePath(),
  _options: OpenStateOptions = {},
): Promise<State> {
  throw new Error('not yet');
}
