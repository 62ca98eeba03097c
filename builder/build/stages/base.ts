import { join } from 'node:path';
import {
  type Closure,
  composeBase,
  type DistroContext,
  planBase,
  type Repository,
} from '../../distro/mod.ts';
import type { OsRoll } from '../../model/files/mod.ts';
import type { StageRun } from './stage-table.ts';

export interface BaseInput {
  readonly system: OsRoll;
  readonly repository: Repository;
  readonly closure: Closure;
  readonly epochSeconds: number;
  readonly mediumFolder: string;
  readonly distro: DistroContext;
}

/** Puts the base system, which every machine starts from, beside the repository. */
export async function makeBase(input: BaseInput, { report }: StageRun): Promise<void> {
  const { system, repository, closure, epochSeconds, mediumFolder, distro } = input;
  const file = join(mediumFolder, 'base.tar.zst');
  await composeBase(
    distro,
    { repository, ...planBase(closure, system.configured), epochSeconds, file },
    report,
  );
}
