import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DistroContext } from '../../distro/mod.ts';
import { digestOnce, type ReportStage, writeFileAtomic } from '../../io/mod.ts';
import {
  attachImageSignature,
  composeUnified,
  findUnifiedFiles,
  makeImageSignature,
  planLoaderFiles,
  planMediumMenu,
} from '../../media/mod.ts';
import { fail } from '../../model/mod.ts';
import { planUnifiedEntries, renderLoaderSettings } from '../../render/menus/mod.ts';
import type { LockSigner } from '../lock/lock-signer.ts';
import { describeMenu } from '../output/describe-menu.ts';
import type { BootParts } from '../parts/boot-parts.ts';
import type { BootKey } from '../recipe/read-boot-key.ts';
import type { Recipe } from '../recipe/recipe.ts';

export interface SignBootInput {
  readonly recipe: Recipe;
  readonly epochSeconds: number;
  readonly bootKey: BootKey | undefined;
  readonly boot: BootParts;
  readonly overlay: string;
  readonly signer: LockSigner;
  readonly distro: DistroContext;
  readonly work: string;
}

export interface SignedLoader {
  /** What UEFI starts, by its place in the EFI image. */
  readonly signedLoader: ReadonlyMap<string, string>;
}

/**
 * Makes kernel, initrds, overlay and arguments one image, and signs it and the loader that starts it.
 *
 * @throws {BuildError} SIGNATURE_MISSING: the key is not on this machine, and no signature beside the lock fits
 */
export function signBoot(
  input: SignBootInput,
  { report }: { readonly report: ReportStage },
): Promise<SignedLoader> {
  const { recipe, bootKey, epochSeconds, boot, overlay, distro, work } = input;
  const { run } = distro;
  if (bootKey === undefined) return fail('INTERNAL', 'There is no key to sign with');
  return report(async () => {
    const { platform } = boot;
    const { files, trees, debian } = await boot.open();
    const unified = await findUnifiedFiles(platform, trees);
    const menu = planMediumMenu(describeMenu(recipe, platform));
    const dir = join(work, 'sign');
    await mkdir(dir);
    const plain = join(dir, 'plain.efi');
    await composeUnified({
      ...{ run, platform, files: unified, kernel: files.kernel, kernelRelease: debian.kernelRelease },
      ...{ initrds: [files.initrd, overlay], entries: planUnifiedEntries(menu), out: plain },
    });
    const place = { image: join(dir, 'cairn.efi'), loader: join(dir, 'loader.efi') };
    await writeSigned(input, bootKey, { name: 'the image that UEFI starts', from: plain, to: place.image });
    await writeSigned(input, bootKey, { name: 'the boot loader', from: unified.loader, to: place.loader });
    const [settings, certificate] = [join(dir, 'loader.conf'), join(dir, 'certificate.der')];
    await writeFileAtomic(settings, renderLoaderSettings(menu), { mtimeSeconds: epochSeconds });
    await writeFile(certificate, bootKey.der);
    const signed = { ...place, settings, certificate, shim: bootKey.shim };
    return { signedLoader: planLoaderFiles(files, unified, signed) };
  });
}

/** A signature that is known already is an input, as those of the site's key are: the bytes are those of whoever signed first. */
async function writeSigned(
  { signer, distro: { run }, epochSeconds }: SignBootInput,
  { keyFile, ...certificate }: BootKey,
  { name, from, to }: { readonly name: string; readonly from: string; readonly to: string },
): Promise<void> {
  const { sha256 } = await digestOnce(from);
  const known = (await signer.recall(sha256))?.detached;
  const attach = (signature: string): Promise<boolean> =>
    attachImageSignature(run, from, { certificate, signature, out: to });
  const note = (detached: string): void => signer.note(sha256, { name, detached });
  if (known !== undefined && (await attach(known))) return note(known);
  if (keyFile === undefined) {
    const message = `There is no signature of ${name} as it is built here by the certificate that the recipe names, and its key is not on this machine`;
    const hint =
      'Take recipe.signatures of who has the key, made from the same lock with the same Cairn, beside the lock';
    return fail('SIGNATURE_MISSING', message, { file: certificate.file }, hint);
  }
  const signature = await makeImageSignature(run, from, { certificate, key: keyFile, epochSeconds });
  if (!(await attach(signature))) return fail('SIGNING_FAILED', `The signature of ${name} does not fit it`);
  return note(signature);
}
