import { join } from 'node:path';
import {
  type Closure,
  composeBase,
  type DistroContext,
  keepBase,
  nameBase,
  planBase,
  type Repository,
} from '../../distro/mod.ts';
import { linkOrCopy, type Run } from '../../io/mod.ts';
import type { OsRoll } from '../../model/files/mod.ts';
import { BASE_SYSTEM } from '../../model/mod.ts';
import type { ClosureNote } from '../release/closure-note.ts';
import type { ReleaseTree } from '../release/release-tree.ts';
import type { Beside, StageRun } from './stage-table.ts';

export interface BaseInput {
  readonly system: OsRoll;
  readonly repository: Repository;
  readonly closure: Closure;
  readonly epochSeconds: number;
  readonly release: ReleaseTree | undefined;
  readonly note: ClosureNote | undefined;
  readonly mediumFolder: string;
  readonly distro: DistroContext;
}

export interface MadeBase {
  /** Names the base system: the same name, the same bytes. */
  readonly baseName: string;
}

/** Puts the base system, which every machine starts from, beside the repository: that of the release, if it is the same. */
export async function makeBase(input: BaseInput, { report }: StageRun): Promise<MadeBase> {
  const { mediumFolder, distro } = input;
  const file = join(mediumFolder, BASE_SYSTEM);
  const { request, baseName, kept } = await planOf(input);
  if (kept !== undefined) await linkOrCopy(kept, file);
  else await composeBase(distro, { ...request, file }, report);
  return { baseName };
}

/** The base takes longest of all: it is begun as soon as there is a repository. */
export const prepareBase: Beside<Omit<BaseInput, 'mediumFolder'>> = async (input, signal) => {
  const { distro } = input;
  const { request, kept } = await planOf(input);
  if (kept !== undefined) return;
  const run: Run = (argv, options) => distro.run(argv, { ...options, signal });
  await keepBase({ ...distro, run }, request);
};

/** What the base is made of, and that of the release, if it is the same. */
async function planOf(input: Omit<BaseInput, 'mediumFolder'>) {
  const { system, repository, closure, epochSeconds, release, note } = input;
  const { configured, settled } = system;
  const request = { repository, ...planBase(closure, configured), settled, epochSeconds };
  const baseName = nameBase(request);
  const kept = note?.baseName === baseName ? await release?.find(`cairn/${BASE_SYSTEM}`) : undefined;
  return { request, baseName, kept };
}
