import type { KeptPlace } from '../../io/mod.ts';
import { countOf } from '../../model/mod.ts';
import { type BuiltPackage, buildRoll, type ProgramFiles, type Roll } from '../../rolls/mod.ts';
import type { StageRun } from './stage-table.ts';

export interface OwnPackagesInput {
  readonly rolls: readonly Roll[];
  readonly epochSeconds: number;
  readonly program: ProgramFiles;
  readonly distro: KeptPlace;
}

export interface OwnPackages {
  /** Packages made from the rolls' small trees. */
  readonly built: readonly BuiltPackage[];
}

export function buildOwnPackages(input: OwnPackagesInput, { report }: StageRun): Promise<OwnPackages> {
  const { rolls, epochSeconds, program, distro } = input;
  return report(async (stage) => {
    const built: BuiltPackage[] = [];
    for (const roll of rolls) built.push(...(await buildRoll(roll, { to: distro, epochSeconds, program })));
    stage.summarize(countOf(built.length, 'package'));
    return { built };
  });
}
