import { join } from 'node:path';
import { countOf } from '../../model/mod.ts';
import { type BuiltPackage, buildRoll, type ProgramFiles, type Roll } from '../../rolls/mod.ts';
import type { StageRun } from './stage-table.ts';

export interface OwnPackagesInput {
  readonly rolls: readonly Roll[];
  readonly epochSeconds: number;
  readonly program: ProgramFiles;
  readonly work: string;
}

export interface OwnPackages {
  /** Packages made from the rolls' small trees. */
  readonly built: readonly BuiltPackage[];
}

export function buildOwnPackages(input: OwnPackagesInput, { report }: StageRun): Promise<OwnPackages> {
  const { rolls, epochSeconds, program, work } = input;
  return report(async (stage) => {
    const built: BuiltPackage[] = [];
    for (const roll of rolls) {
      const outputDir = join(work, 'built', roll.name);
      built.push(...(await buildRoll(roll, { outputDir, epochSeconds, program })));
    }
    stage.summarize(countOf(built.length, 'package'));
    return { built };
  });
}
