import type { AttributeMap, HostDocument, SecretsAnswer } from '../../model/mod.ts';
import type { BootOptions } from './cmdline.ts';
import type { Effects } from './effects.ts';
import { PATHS } from './paths.ts';
import type { Source } from './source.ts';

/** What one step of the installation hands to the next; in memory only, since it holds the root password. */
export interface InstallState {
  readonly options: BootOptions;
  readonly source: Source;
  /** Block devices that the installation reads from. */
  readonly inUse: readonly string[];
  /** Texts of `site.yaml`, weakest first, with where they come from. */
  readonly sites: readonly { readonly file: string; readonly text: string }[];
  /** Answers given in d-i's dialogs; stronger than all files. */
  readonly given: AttributeMap;
  /** Keys of the cluster that nobody gave, made for a machine that no frontend knows: one for each that it may come to use. */
  readonly keys?: AttributeMap;
  /** Names of those that its cluster had before, whoever uses them. */
  readonly keptKeys?: readonly string[];
  /** Set by a dialog, or made up; given to chpasswd and to nothing else. */
  readonly rootPassword?: string;
  /** What the frontend says about this machine, and what only this machine may have. */
  readonly host?: HostDocument;
  readonly secrets?: SecretsAnswer;
  /** Milliseconds of the clock when the hook began. */
  readonly startedMs: number;
}

/** Reads the state that the step before left. */
export function readState(effects: Effects): InstallState {
  const text = effects.read(PATHS.state);
  if (text === undefined) throw new Error('The hook has not run: there is no state');
  return JSON.parse(text) as InstallState;
}

/** Leaves the state for the next step. */
export function writeState(effects: Effects, state: InstallState): void {
  effects.write(PATHS.state, JSON.stringify(state), 0o600);
}
