import { createReadStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { execa } from 'execa';
import { extract, type Header } from 'tar-stream';
import { missingTool } from '../../io/mod.ts';
import { BuildError, fail } from '../../model/mod.ts';
import { createByteMeter, type UnpackLimits } from './unpack-limits.ts';
import type { UnpackSink } from './unpack-sink.ts';

/** Headers and padding beside the files' own bytes. */
const OVERHEAD_BYTES = 256 * 2 ** 20;
const BLOCK_BYTES = 512;

/**
 * Unpacks a tar archive, plain or compressed. What belongs to no file is counted too, so that an archive of nothing but
 * headers ends as well, and an archive without its end mark was cut off.
 *
 * @throws {BuildError} ROLL_ARCHIVE, COMMAND_MISSING
 */
export async function unpackTar(
  archive: string,
  kind: string,
  sink: UnpackSink,
  limits: UnpackLimits,
): Promise<void> {
  const parser = extract();
  const source = openPlain(archive, kind);
  const meter = createByteMeter(archive, limits.bytes + OVERHEAD_BYTES).open();
  const end = watchEnd();
  for (const stream of [source.stream, meter, end.stream])
    stream.on('error', (error) => parser.destroy(error));
  source.stream.pipe(meter).pipe(end.stream).pipe(parser);
  try {
    for await (const entry of parser) await takeEntry(entry.header, entry as unknown as Readable, sink);
    await source.finished();
    if (!end.isMarked()) throw new Error('it has no end: it was cut off');
  } catch (error) {
    source.stop();
    if (error instanceof BuildError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    fail('ROLL_ARCHIVE', `Cannot read this ${kind} archive: ${reason}`, { file: archive });
  }
}

/** Looks whether the last block of all is of zeros, as every tar archive ends. */
function watchEnd(): { readonly stream: Transform; readonly isMarked: () => boolean } {
  let tail: Buffer = Buffer.alloc(0);
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      tail = Buffer.from(
        chunk.length >= BLOCK_BYTES
          ? chunk.subarray(-BLOCK_BYTES)
          : Buffer.concat([tail, chunk]).subarray(-BLOCK_BYTES),
      );
      done(null, chunk);
    },
  });
  return { stream, isMarked: () => tail.length === BLOCK_BYTES && tail.every((byte) => byte === 0) };
}

async function takeEntry(header: Header, content: Readable, sink: UnpackSink): Promise<void> {
  const { name, type, linkname } = header;
  if (type === 'file' || type === 'contiguous-file')
    return sink.addFile(name, header.mode ?? 0, Readable.from(content));
  if (type === 'directory') await sink.addFolder(name);
  else if (type === 'symlink') sink.addLink(name, linkname ?? '');
  else if (type === 'link') await sink.addHardLink(name, linkname ?? '');
  else sink.refuse(name, `the type "${type}"`);
  content.resume();
}

interface Source {
  readonly stream: Readable;
  /** Rejects when the program that uncompresses failed. */
  readonly finished: () => Promise<void>;
  readonly stop: () => void;
}

function openPlain(archive: string, kind: string): Source {
  const file = createReadStream(archive);
  const stop = (): void => void file.destroy();
  const finished = async (): Promise<void> => {};
  if (kind === 'tar') return { stream: file, finished, stop };
  if (kind === 'tar.gz') {
    const gunzip = createGunzip();
    file.on('error', (error) => gunzip.destroy(error));
    return { stream: file.pipe(gunzip), finished, stop };
  }
  // Node 20 has neither xz nor zstd. The programs stop by themselves when nobody reads on.
  const program = kind === 'tar.xz' ? 'xz' : 'zstd';
  const child = execa(program, ['--decompress', '--stdout', '--', archive], {
    stdin: 'ignore',
    buffer: false,
    reject: false,
  });
  file.destroy();
  return {
    stream: child.stdout,
    stop: () => void child.kill(),
    finished: async () => {
      const { exitCode, code } = await child;
      if (code === 'ENOENT') throw new BuildError(missingTool(program));
      if (exitCode !== 0) throw new Error(`${program} ended with status ${exitCode}`);
    },
  };
}
