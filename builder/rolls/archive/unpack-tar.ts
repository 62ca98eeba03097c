import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { execa } from 'execa';
import { extract, type Header } from 'tar-stream';
import { packageOfTool } from '../../io/mod.ts';
import { BuildError, errorProblem, fail } from '../../model/mod.ts';
import type { UnpackSink } from './unpack-sink.ts';

/** Unpacks a tar archive, plain or compressed. @throws {BuildError} ROLL_ARCHIVE, COMMAND_MISSING */
export async function unpackTar(archive: string, kind: string, sink: UnpackSink): Promise<void> {
  const parser = extract();
  const source = openPlain(archive, kind);
  source.stream.on('error', (error) => parser.destroy(error));
  source.stream.pipe(parser);
  try {
    for await (const entry of parser) await takeEntry(entry.header, entry as unknown as Readable, sink);
    await source.finished();
  } catch (error) {
    source.stop();
    if (error instanceof BuildError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    fail('ROLL_ARCHIVE', `Cannot read this ${kind} archive: ${reason}`, { file: archive });
  }
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
      if (code === 'ENOENT') throw missing(program);
      if (exitCode !== 0) throw new Error(`${program} ended with status ${exitCode}`);
    },
  };
}

function missing(program: string): BuildError {
  const hint = `Install it: apt-get install ${packageOfTool(program)}`;
  return new BuildError(
    errorProblem('COMMAND_MISSING', `Cannot run "${program}": it is not installed`, undefined, hint),
  );
}
