import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { fail } from '../../model/mod.ts';

/** What may be in a delta: its description, and files of the two folders of a release. */
const ENTRY = /^(?:delta\.json|(?:cairn|install)(?:\/(?!\.{1,2}(?:\/|$))[^/\0]+)+)$/;

/**
 * Unpacks a delta into an empty folder: plain files at their places, and nothing else.
 *
 * @throws {BuildError} RELEASE_DAMAGED for a member that no delta has, and for what is no tar
 */
export async function unpackDelta(archive: string, out: string): Promise<void> {
  const refuse = (what: string): never =>
    fail('RELEASE_DAMAGED', what, { file: archive }, 'Get the delta anew');
  const entries = extract();
  const read = pipeline(createReadStream(archive), entries);
  // Its failure is told by the loop, which ends with it.
  read.catch(() => {});
  try {
    for await (const entry of entries) {
      const { name, type } = entry.header;
      if (type === 'directory') entry.resume();
      else if (type !== 'file' || !ENTRY.test(name)) refuse(`No delta has a member "${name}"`);
      else {
        await mkdir(dirname(join(out, name)), { recursive: true });
        await pipeline(entry, createWriteStream(join(out, name), { flags: 'wx' }));
      }
    }
    await read;
  } catch (error) {
    if (error instanceof Error && /^(?:Invalid tar|Unexpected end)/.test(error.message))
      refuse(`Not a whole tar: ${error.message}`);
    throw error;
  }
}
