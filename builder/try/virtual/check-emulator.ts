import { exists, type Run } from '../../io/mod.ts';
import { fail, type Platform } from '../../model/mod.ts';

/** Says what is missing before anything is begun. @throws {BuildError} COMMAND_MISSING with the package to install */
export async function checkEmulator(run: Run, { qemu }: Platform): Promise<void> {
  for (const argv of [
    [qemu.program, '--version'],
    ['ssh', '-V'],
    ['mkfs.fat', '--help'],
    ['mcopy', '-V'],
  ])
    await run(argv);
  const { code } = qemu.uefi['uefi-secure'];
  if (await exists(code)) return;
  const hint = `Install it: apt-get install ${qemu.firmwarePackage}`;
  fail('COMMAND_MISSING', `There is no firmware "${code}" for virtual machines`, undefined, hint);
}
