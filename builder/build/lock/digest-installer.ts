import { digestOnce, sha256 } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import { listTree, type ProgramFiles } from '../../rolls/mod.ts';

/** Names what of Cairn itself runs in the installer: the engine, and the files that start it. @throws {BuildError} PROGRAM_INCOMPLETE */
export async function digestInstaller({
  engine,
  initrd,
}: Pick<ProgramFiles, 'engine' | 'initrd'>): Promise<string> {
  if (engine === undefined || initrd === undefined) {
    const message = 'The parts for the installer are not there';
    return fail('PROGRAM_INCOMPLETE', message, undefined, 'Make them: scripts/setup');
  }
  const lines = [(await digestOnce(engine)).sha256];
  for (const { path, absolute, executable } of await listTree(initrd))
    lines.push(`${executable ? 755 : 644} ${(await digestOnce(absolute)).sha256} ${path}`);
  return sha256(lines.join('\n'));
}
