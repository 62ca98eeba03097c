import { join } from 'node:path';
import {
  type Closure,
  composeBase,
  type DistroContext,
  planBase,
  type Repository,
} from '../../distro/mod.ts';
import type { StageRun } from './stage-table.ts';

export interface BaseInput {
  readonly repository: Repository;
  readonly closure: Closure;
  readonly epochSeconds: number;
  readonly mediumFolder: string;
  readonly distro: DistroContext;
}

/** Puts the base system, which every machine starts from, beside the repository. */
export async function makeBase(input: BaseInput, { report }: StageRun): Promise<void> {
  const { repository, closure, epochSeconds, mediumFolder, distro } = input;
  const file = join(mediumFolder, 'base.tar.zst');
  await composeBase(distro, { repository, ...planBase(closure), epochSeconds, file }, report);
}
