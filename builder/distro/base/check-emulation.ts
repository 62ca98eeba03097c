import { fail } from '../../model/mod.ts';
import type { DistroContext } from '../types.ts';

/**
 * Makes sure that programs of an architecture run on this machine: while the base system is made, its packages'
 * scripts do. The kernel hands those of another architecture to an emulator, once one is installed and announced.
 *
 * @throws {BuildError} EMULATOR_MISSING; COMMAND_MISSING: the program that finds it out
 */
export async function checkEmulation({ run }: Pick<DistroContext, 'run'>, arch: string): Promise<void> {
  const own = (await run(['dpkg', '--print-architecture'])).stdout.trim();
  if (own === arch) return;
  const { exitCode } = await run(['arch-test', arch], { okCodes: [0, 1, 2] });
  if (exitCode === 0) return;
  fail(
    'EMULATOR_MISSING',
    `Programs for ${arch} do not run on this machine, which is ${own}`,
    undefined,
    'As root: apt-get install qemu-user-static binfmt-support; if that is there already: mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc && update-binfmts --enable',
  );
}
