import type { DistroContext, RecipeLock } from '../../distro/mod.ts';
import { digestLock } from '../lock/compose-lock.ts';
import { type BootParts, installFiles } from '../parts/boot-parts.ts';
import type { ReleaseTree } from '../release/release-tree.ts';
import { sealRelease } from '../release/seal-release.ts';
import type { StageRun } from './stage-table.ts';

export interface SealInput {
  readonly lock: RecipeLock;
  readonly boot: BootParts;
  readonly overlay: string;
  readonly epochSeconds: number;
  readonly release: ReleaseTree | undefined;
  readonly mediumFolder: string;
  readonly distro: DistroContext;
}

/** Signs the list of all that the medium's release consists of. @throws {BuildError} SIGNING_FAILED */
export async function sealMedium(input: SealInput, { report }: StageRun): Promise<void> {
  const { lock, boot, overlay, epochSeconds, release, mediumFolder, distro } = input;
  const install = installFiles(boot, overlay);
  await report(() =>
    sealRelease(distro, { id: digestLock(lock), cairn: mediumFolder, install, epochSeconds, release }),
  );
}
