import type { RecipeLock } from '../../distro/mod.ts';
import { OVERLAY_PATH, type ReleaseFile } from '../../model/mod.ts';
import { digestLock } from '../lock/digest-lock.ts';
import type { LockSigner } from '../lock/lock-signer.ts';
import { listFile } from '../release/list-release.ts';
import type { ReleaseTree } from '../release/release-tree.ts';
import { sealRelease } from '../release/seal-release.ts';
import type { StageRun } from './stage-table.ts';

export interface SealInput {
  readonly lock: RecipeLock;
  readonly overlay: string;
  /** All of the release but the overlay. */
  readonly pledged: readonly ReleaseFile[];
  readonly epochSeconds: number;
  readonly release: ReleaseTree | undefined;
  readonly mediumFolder: string;
  readonly signer: LockSigner;
}

/** Signs the list of all that the medium's release consists of. @throws {BuildError} SIGNING_FAILED, SIGNATURE_MISSING */
export async function sealMedium(input: SealInput, { report }: StageRun): Promise<void> {
  const { lock, overlay, pledged, epochSeconds, release, mediumFolder, signer } = input;
  await report(async () => {
    const files = [...pledged, await listFile(OVERLAY_PATH, overlay, release)];
    await sealRelease(signer, { id: digestLock(lock), cairn: mediumFolder, files, epochSeconds });
  });
}
