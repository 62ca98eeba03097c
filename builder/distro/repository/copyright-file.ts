import { execa } from 'execa';
import { extract } from 'tar-stream';
import { missingTool, unreadable } from '../../io/mod.ts';
import { BuildError } from '../../model/mod.ts';

/** No copyright file is larger; what is beyond is not read. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Reads `/usr/share/doc/PACKAGE/copyright` out of a .deb, as a stream that ends there: nothing is unpacked.
 *
 * @param name of the package
 * @returns undefined where it has none: often its folder of documents is a link to that of another package
 * @throws {BuildError} COMMAND_MISSING; FILE_UNREADABLE: the archive is damaged
 */
export async function readCopyright(file: string, name: string): Promise<string | undefined> {
  const child = execa('dpkg-deb', ['--fsys-tarfile', file], {
    stdin: 'ignore',
    buffer: false,
    reject: false,
  });
  const parser = extract();
  child.stdout.on('error', (error) => parser.destroy(error));
  child.stdout.pipe(parser);
  const found = await findText(parser, `./usr/share/doc/${name}/copyright`).catch((error: Error) => error);
  if (found !== undefined) {
    child.kill();
    // Nobody reads the rest, which the program's end would wait for
    child.stdout.destroy();
  }
  const { code, failed, shortMessage } = await child;
  if (code === 'ENOENT') throw new BuildError(missingTool('dpkg-deb'));
  // What cannot be read is not what is not there, and would be remembered as that
  if (found instanceof Error) throw unreadable(file, found);
  if (found === undefined && failed) throw unreadable(file, new Error(shortMessage));
  return found;
}

async function findText(parser: ReturnType<typeof extract>, path: string): Promise<string | undefined> {
  for await (const entry of parser) {
    const { name, type } = entry.header;
    // Awaited here: leaving the loop destroys the archive, and what of the entry is still to come never comes
    if (name === path)
      return type === 'file' ? await readText(entry as AsyncIterable<Uint8Array>) : undefined;
    entry.resume();
  }
  return undefined;
}

async function readText(entry: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of entry) {
    size += chunk.length;
    if (size > MOST_BYTES) break;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
