import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { linkOrCopy, type ReportStage, readText, writeFileAtomic } from '../../io/mod.ts';
import { CHECKSUMS_NAME, parseReleaseList, RELEASE_LIST } from '../../model/mod.ts';
import { renderBootSums } from '../release/seal-release.ts';
import { type BootParts, installFiles } from './boot-parts.ts';

export interface LayReleaseInput {
  readonly boot: BootParts;
  readonly overlay: string;
  readonly mediumFolder: string;
  readonly result: string;
}

/** Lays a release as a folder with what is on a medium: `cairn/`, and `install/` with what machines start from. */
export async function layRelease(
  { boot, overlay, mediumFolder, result }: LayReleaseInput,
  { report }: { readonly report: ReportStage },
): Promise<void> {
  await report(async () => {
    const cairn = join(result, 'cairn');
    await rename(mediumFolder, cairn);
    const install = join(result, 'install');
    for (const [name, file] of Object.entries(installFiles(boot, overlay)))
      await linkOrCopy(file, join(install, name));
    const list = parseReleaseList(await readText(join(cairn, RELEASE_LIST)), RELEASE_LIST);
    await writeFileAtomic(join(install, CHECKSUMS_NAME), renderBootSums(list.files));
  });
}
