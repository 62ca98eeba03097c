import { exists, type Run } from '../../io/mod.ts';
import { fail, type PlatformName } from '../../model/mod.ts';
import { MODELS } from '../qemu/models.ts';

/** Debian's packages of UEFI firmware for virtual machines. */
const FIRMWARE: Readonly<Record<PlatformName, string>> = { amd64: 'ovmf', arm64: 'qemu-efi-aarch64' };

/** Says what is missing before anything is begun. @throws {BuildError} COMMAND_MISSING with the package to install */
export async function checkEmulator(run: Run, platform: PlatformName): Promise<void> {
  const { program, uefi } = MODELS[platform];
  for (const argv of [
    [program, '--version'],
    ['ssh', '-V'],
    ['mkfs.fat', '--help'],
    ['mcopy', '-V'],
  ])
    await run(argv);
  const { code } = uefi['uefi-secure'];
  if (await exists(code)) return;
  const hint = `Install it: apt-get install ${FIRMWARE[platform]}`;
  fail('COMMAND_MISSING', `There is no firmware "${code}" for virtual machines`, undefined, hint);
}
