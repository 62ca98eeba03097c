import { join } from 'node:path';
import { exists, type Run, readText, sha256 } from '../../io/mod.ts';
import { readImageSeal } from '../../media/mod.ts';
import { RELEASE_LIST, RELEASE_LOCK, RELEASE_SIGNATURE } from '../../model/mod.ts';
import type { Signatures, Signed } from '../lock/signatures.ts';

/** What an image says of how it was made. */
export interface MediumInputs {
  /** File of its lock. */
  readonly lockFile: string;
  readonly signatures: Signatures;
}

/** Takes lock and signatures out of an image that lies alone. @param scratch folder for them */
export async function readMediumInputs(run: Run, image: string, scratch: string): Promise<MediumInputs> {
  const cairn = join(scratch, 'cairn');
  const names = [RELEASE_LOCK, RELEASE_LIST, RELEASE_SIGNATURE, 'distribution/dists'];
  const extract = names.flatMap((name) => ['-extract', `/cairn/${name}`, join(cairn, name)]);
  await run(['xorriso', '-osirrox', 'on:auto_chmod_on', '-indev', image, ...extract], {
    okCodes: [0, 5, 32],
  });
  const signatures = new Map<string, Signed>();
  const note = (text: string, signed: Signed): void => void signatures.set(sha256(text), signed);
  const read = async (path: string): Promise<string | undefined> =>
    (await exists(join(cairn, path))) ? readText(join(cairn, path)) : undefined;
  const list = [await read(RELEASE_LIST), await read(RELEASE_SIGNATURE)] as const;
  if (list[0] !== undefined && list[1] !== undefined)
    note(list[0], { name: RELEASE_LIST, detached: list[1] });
  const { stdout } = await run(['find', join(cairn, 'distribution/dists'), '-name', 'InRelease'], {
    okCodes: [0, 1],
  });
  for (const inRelease of stdout.split('\n').filter((line) => line !== '')) {
    const release = inRelease.replace(/InRelease$/, 'Release');
    const detached = `${release}.gpg`;
    if (!(await exists(release)) || !(await exists(detached))) continue;
    note(await readText(release), {
      name: 'Release',
      detached: await readText(detached),
      inline: await readText(inRelease),
    });
  }
  const seal = await readImageSeal(image);
  if (seal?.signature !== undefined) note(seal.text, { name: 'seal', detached: seal.signature });
  return { lockFile: join(cairn, RELEASE_LOCK), signatures };
}
