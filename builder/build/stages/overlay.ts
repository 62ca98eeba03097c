import { join } from 'node:path';
import type { DistroContext, RecipeLock } from '../../distro/mod.ts';
import { formatBytes } from '../../io/mod.ts';
import {
  composeOverlay,
  type DebianInitrd,
  listOverlayModules,
  listOverlayTools,
  type OverlayFile,
  renewOverlay,
} from '../../media/mod.ts';
import type { OsRoll } from '../../model/files/mod.ts';
import { fail, type ReleaseFile } from '../../model/mod.ts';
import type { StorageNeed } from '../../render/storage/needs.ts';
import { listTree, type ProgramFiles } from '../../rolls/mod.ts';
import { digestLock } from '../lock/digest-lock.ts';
import type { LockSigner } from '../lock/lock-signer.ts';
import { type BootParts, debianFiles } from '../parts/boot-parts.ts';
import { isSameMedia } from '../parts/same-parts.ts';
import { listRelease, pledgeRelease } from '../release/list-release.ts';
import type { ReleaseTree } from '../release/release-tree.ts';
import type { PackedMedium } from './pack.ts';
import type { StageRun } from './stage-table.ts';

export interface OverlayStageInput extends PackedMedium {
  readonly siteText: string | undefined;
  readonly system: OsRoll;
  readonly boot: BootParts;
  /** What disks of appliances need. */
  readonly diskNeeds: readonly StorageNeed[];
  readonly lock: RecipeLock;
  readonly release: ReleaseTree | undefined;
  readonly epochSeconds: number;
  /** Folder of what is served, complete but for its lists. */
  readonly mediumFolder: string;
  readonly distro: DistroContext;
  readonly signer: LockSigner;
  readonly program: Pick<ProgramFiles, 'initrd' | 'engine'>;
  readonly work: string;
}

export interface MadeOverlay {
  /** File of the second initrd archive. */
  readonly overlay: string;
  /** All of the release but the overlay, which tells by it what belongs to it. */
  readonly pledged: readonly ReleaseFile[];
}

/** Makes the second initrd archive. @throws {BuildError} PROGRAM_INCOMPLETE */
export function makeOverlay(input: OverlayStageInput, { report }: StageRun): Promise<MadeOverlay> {
  const { system, boot, diskNeeds, epochSeconds, work, distro } = input;
  const tools = listOverlayTools(system, boot.platform, diskNeeds);
  return report(async (stage) => {
    const overlay = join(work, 'cairn.img');
    const pledged = await listRelease({
      cairn: input.mediumFolder,
      install: debianFiles(boot),
      release: input.release,
    });
    const files = await collectOverlayFiles(input, pledged);
    const older = await findSameTools(input);
    if (older !== undefined) {
      const debian = async (): Promise<DebianInitrd> => (await boot.open()).debian;
      if (await renewOverlay({ older, files, debian, epochSeconds, out: overlay }))
        return { overlay, pledged };
    }
    const { kernelTree, trees, borrowedTrees, treesKey } = await boot.open();
    const { sizeBytes } = await composeOverlay({
      cache: distro,
      files,
      platform: boot.platform,
      modules: listOverlayModules(boot.platform, diskNeeds),
      kernelTree,
      tools: tools.own,
      trees,
      treesKey,
      borrowed: { tools: tools.borrowed, trees: borrowedTrees },
      debianInitrd: boot.installer.initrd,
      epochSeconds,
      out: overlay,
    });
    stage.summarize(formatBytes(sizeBytes));
    return { overlay, pledged };
  });
}

/** The overlay of the release that packages are taken from, where programs and modules in it are the same. */
async function findSameTools(input: OverlayStageInput): Promise<string | undefined> {
  const { release, lock } = input;
  if (release === undefined || release.lock.engine !== lock.engine) return undefined;
  return isSameMedia(lock, release.lock) ? release.find('install/cairn.img') : undefined;
}

/** Our own files in the initrd: see builder/boot/README.md. */
async function collectOverlayFiles(
  input: Pick<OverlayStageInput, 'program' | 'siteText' | 'mediumTexts' | 'lock' | 'signer'>,
  pledged: readonly ReleaseFile[],
): Promise<OverlayFile[]> {
  const { siteText, mediumTexts, lock, signer } = input;
  const { initrd, engine } = input.program;
  if (initrd === undefined || engine === undefined) {
    const message = 'The parts for the installer are not there';
    return fail('PROGRAM_INCOMPLETE', message, undefined, 'Make them: scripts/setup');
  }
  const fixed = (await listTree(initrd)).map(({ path, absolute, executable }) => ({
    path,
    mode: executable ? 0o755 : 0o644,
    source: absolute,
  }));
  const { fingerprint } = await signer.readKey();
  const pledge = pledgeRelease(digestLock(lock), pledged, fingerprint);
  const text = (path: string, content: string): OverlayFile => ({ path, mode: 0o644, content });
  return [
    ...fixed,
    { path: 'usr/lib/cairn/boot.js', mode: 0o644, source: engine },
    text('usr/share/cairn/graph.json', mediumTexts.graph),
    text('usr/share/cairn/medium.json', mediumTexts.medium),
    text('usr/share/cairn/trust.json', `${JSON.stringify(pledge)}\n`),
    ...(siteText === undefined ? [] : [text('usr/share/cairn/site.yaml', siteText)]),
  ];
}
