import { join } from 'node:path';
import { type RecipeLock, type Repository, renderRecipeLock, signingTime } from '../../distro/mod.ts';
import { writeFileAtomic } from '../../io/mod.ts';
import { readOutputFiles } from '../../media/mod.ts';
import {
  CHECKSUMS_NAME,
  type GraphBundle,
  type MediumIdentity,
  RELEASE_LOCK,
  renderChecksums,
} from '../../model/mod.ts';
import { type BuiltPackage, packRoll, type Roll } from '../../rolls/mod.ts';
import { digestLock } from '../lock/compose-lock.ts';
import type { StageRun } from './stage-table.ts';

export interface PackInput {
  readonly rolls: readonly Roll[];
  readonly built: readonly BuiltPackage[];
  readonly bundle: GraphBundle;
  readonly lock: RecipeLock;
  readonly repository: Pick<Repository, 'codename' | 'components'>;
  readonly epochSeconds: number;
  readonly mediumFolder: string;
}

export interface PackedMedium {
  /** Texts that are on the medium and in the overlay alike. */
  readonly mediumTexts: {
    /** `medium.json`: which build this is. */
    readonly medium: string;
    /** `graph.json` */
    readonly graph: string;
  };
}

/** Completes `cairn/` of the medium: what it is, the graph, the rolls, and sums over all of it. */
export async function packMedium(input: PackInput, { report }: StageRun): Promise<PackedMedium> {
  const { rolls, built, bundle, lock, repository, epochSeconds, mediumFolder } = input;
  const at = { mtimeSeconds: epochSeconds };
  const { name, version } = lock.recipe;
  const identity: MediumIdentity = {
    name,
    version,
    id: digestLock(lock),
    suite: repository.codename,
    components: repository.components,
    epochSeconds: signingTime(epochSeconds),
  };
  const medium = `${JSON.stringify(identity)}\n`;
  const graph = `${JSON.stringify(bundle)}\n`;
  // A frontend makes a release of the medium, and a release is named by its lock
  await writeFileAtomic(join(mediumFolder, RELEASE_LOCK), renderRecipeLock(lock), at);
  await writeFileAtomic(join(mediumFolder, 'medium.json'), medium, at);
  await writeFileAtomic(join(mediumFolder, 'graph.json'), graph, at);
  await report(async () => {
    for (const roll of rolls) {
      const output = join(mediumFolder, 'rolls', `${roll.name}-${roll.version}.tar`);
      await packRoll(roll, { output, epochSeconds, built: built.filter((each) => each.roll === roll.name) });
    }
  });
  // Who copies the tree from a server cannot list its folders
  const sums = renderChecksums(await readOutputFiles(mediumFolder));
  await writeFileAtomic(join(mediumFolder, CHECKSUMS_NAME), sums, at);
  return { mediumTexts: { medium, graph } };
}
