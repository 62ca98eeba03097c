import type { DistroContext } from '../../distro/mod.ts';
import type { StageTime } from '../../media/mod.ts';
import type { ProgramFiles } from '../../rolls/mod.ts';
import type { PlannedStage, Recipe, Site } from '../mod.ts';
import type { BuildOptions } from './options.ts';

/** One run of `cairn build`: what every part of it needs to know. */
export interface BuildJob {
  readonly recipe: Recipe;
  readonly site: Site | undefined;
  readonly options: BuildOptions;
  readonly distro: DistroContext;
  readonly program: ProgramFiles;
  /** NAME-VERSION-ARCH. */
  readonly name: string;
  /** Folder of the result. */
  readonly output: string;
  /** Folder for what is not finished, on the same file system. */
  readonly work: string;
  readonly stages: readonly PlannedStage[];
  /** Grows while stages finish. */
  readonly times: readonly StageTime[];
}
