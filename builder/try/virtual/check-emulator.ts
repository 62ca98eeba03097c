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

/**
 * True where the processor itself runs guests; elsewhere QEMU emulates one, many times as slow. A device alone says little: a
 * processor is made, and not started.
 */
export async function canUseKvm(run: Run, { qemu }: Platform): Promise<boolean> {
  const made = ['-accel', 'kvm', '-machine', `${qemu.machine['uefi-secure']}`, '-cpu', qemu.cpu, '-S'];
  const argv = [qemu.program, ...made, '-nodefaults', '-display', 'none', '-monitor', 'stdio'];
  // Where it cannot be made QEMU breaks off, by a signal too
  return run(argv, { input: 'quit\n' }).then(
    () => true,
    () => false,
  );
}
