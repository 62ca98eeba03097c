import { join } from 'node:path';
import { readText, sha256, sizeOfFile, withLock, writeFileAtomic } from '../../io/mod.ts';
import type { AptArchive, DistroContext } from '../types.ts';

/** A package with its version, as apt chose it. */
export interface PackageId {
  readonly name: string;
  readonly version: string;
  readonly arch: string;
}

/** Apt's answer to "install these": all packages it would fetch, or what it says instead. */
export type Resolution =
  | { readonly ok: true; readonly ids: readonly PackageId[] }
  | { readonly ok: false; readonly text: string };

/** Every machine has these from the start: without them nothing can be installed. */
export const FOUNDATION = ['?essential', 'apt'] as const;

/** Lets apt make its cache of the lists, once for each state, before several resolvers want to do it at once. */
export async function prepareResolver(context: DistroContext, archive: AptArchive): Promise<void> {
  await withLock(join(archive.dir, 'cache/lock'), async () => {
    if ((await sizeOfFile(join(archive.dir, 'cache/pkgcache.bin'))) !== undefined) return;
    await context.run(['apt-cache', 'gencaches', '-q'], { env: { APT_CONFIG: archive.configFile } });
  });
}

/**
 * Lets apt resolve an installation onto an empty machine. Answers are remembered beside the state of the indexes
 * they belong to. Listing the files to fetch is four times as fast as apt's simulation, which also orders them.
 *
 * @param args package names; `name-` keeps a package out; `name^` is a task
 */
export async function resolveWithApt(
  context: DistroContext,
  archive: AptArchive,
  args: readonly string[],
): Promise<Resolution> {
  const memo = `${archive.dir}/resolved/${sha256(JSON.stringify(args))}.json`;
  const known = await readText(memo).catch(() => undefined);
  if (known !== undefined) return JSON.parse(known) as Resolution;
  const { exitCode, stdout, stderr } = await context.run(
    ['apt-get', 'install', '--print-uris', '-q', '-y', ...args],
    { env: { APT_CONFIG: archive.configFile }, okCodes: [0, 100] },
  );
  const resolution: Resolution =
    exitCode === 0
      ? { ok: true, ids: parsePrintedUris(stdout) }
      : { ok: false, text: `${stdout}\n${stderr}` };
  await writeFileAtomic(memo, JSON.stringify(resolution));
  return resolution;
}

/** Reads the lines `'URI' name_version_arch.deb SIZE HASH`; other lines are talk. */
export function parsePrintedUris(text: string): PackageId[] {
  const ids: PackageId[] = [];
  for (const line of text.split('\n')) {
    const match = /^'[^']*' ([^_\s]+)_([^_\s]+)_([^_\s.]+)\.u?deb /.exec(line);
    if (match === null) continue;
    const [, name, version, arch] = match as unknown as [string, string, string, string];
    ids.push({
      name,
      version: version.replaceAll(/%3a/gi, ':').replaceAll('%7e', '~').replaceAll('%5f', '_'),
      arch,
    });
  }
  return ids;
}
