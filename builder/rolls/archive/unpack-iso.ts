import { resolve } from 'node:path';
import { run } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';

/**
 * Unpacks an ISO image with xorriso, which keeps links and permissions. Files of an image may share their bytes, so
 * the sum of their sizes is asked for first.
 *
 * @throws {BuildError} ROLL_ARCHIVE, COMMAND_MISSING, COMMAND_FAILED
 */
export async function unpackIso(archive: string, folder: string, limitBytes: number): Promise<void> {
  const xorriso = ['xorriso', '-no_rc', '-abort_on', 'FAILURE', '-indev', `stdio:${resolve(archive)}`];
  const { stdout } = await run([...xorriso, '-find', '/', '-type', 'f', '-exec', 'lsdl', '--']);
  let bytes = 0;
  for (const line of stdout.split('\n')) {
    const size = /^\S+\s+\d+\s+\S+\s+\S+\s+(\d+)\s/.exec(line);
    bytes += Number(size?.[1] ?? 0);
  }
  if (bytes > limitBytes) {
    fail('ROLL_ARCHIVE', `Unpacks to ${bytes} bytes, suspiciously much for its size`, { file: archive });
  }
  await run([...xorriso, '-osirrox', 'on', '-extract', '/', folder]);
  // Folders of an image are often read-only.
  await run(['chmod', '-R', 'u+rwX', folder]);
}
