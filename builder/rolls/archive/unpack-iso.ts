import { resolve } from 'node:path';
import { run } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import { checkEntryCount, type UnpackLimits } from './unpack-limits.ts';

/**
 * Unpacks an ISO image with xorriso, which keeps links and permissions. Files of an image may share their bytes, so
 * the sum of their sizes is asked for first.
 *
 * @throws {BuildError} ROLL_ARCHIVE, COMMAND_MISSING, COMMAND_FAILED
 */
export async function unpackIso(archive: string, folder: string, limits: UnpackLimits): Promise<void> {
  const xorriso = ['xorriso', '-no_rc', '-abort_on', 'FAILURE', '-indev', `stdio:${resolve(archive)}`];
  const { stdout } = await run([...xorriso, '-find', '/', '-exec', 'lsdl', '--']);
  const lines = stdout.split('\n');
  checkEntryCount(archive, lines.length, limits);
  let bytes = 0;
  for (const line of lines) {
    if (!line.startsWith('-')) continue;
    const size = /^\S+\s+\d+\s+\S+\s+\S+\s+(\d+)\s/.exec(line);
    bytes += Number(size?.[1] ?? 0);
  }
  if (bytes > limits.bytes) {
    fail('ROLL_ARCHIVE', `Unpacks to ${bytes} bytes, suspiciously much for its size`, { file: archive });
  }
  await run([...xorriso, '-osirrox', 'on', '-extract', '/', folder]);
}
