import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askAptOnce, type Run, readText } from '../../../io/mod.ts';
import { fail } from '../../../model/mod.ts';
import type { DistroContext, Mirrors } from '../../types.ts';
import { copyUri } from './copy-uri.ts';

interface NamedSource {
  /** Address without a trailing slash. */
  readonly base: string;
  readonly suite: string;
  /** What apt calls its release file, once it has that. */
  readonly name: string;
}

/** One suite that the host's apt is set up to read. */
export interface HostSource extends Omit<NamedSource, 'name'> {
  /** From the index's release file; '' before the first `apt-get update`. */
  readonly origin: string;
}

/** One word, and what Debian adds to it. Whose suite it is the origin or the address says, not the word. */
const DEBIAN_SUITE = /^[a-z]+(?:-updates|-backports|-proposed-updates)?$/;
const SECURITY_SUITE = /^[a-z]+(?:-security|\/updates)$/;

const HINT =
  'Add a Debian mirror to the sources of apt on this machine, or name one: CAIRN_MIRROR=URL or --mirror URL; a medium of Cairn will do: --from';

/**
 * Finds mirrors of Debian: what was carried in, else as told (`--mirror`, `CAIRN_MIRROR`), else from this machine's own apt, whatever release
 * it is and in whatever format its sources are.
 *
 * @throws {BuildError} MIRROR_MISSING
 */
export async function readHostMirrors(context: DistroContext): Promise<Mirrors> {
  if (context.carried !== undefined) {
    const here = [copyUri(context.carried.mirror)];
    return { archive: here, security: here };
  }
  const host = context.mirror === undefined ? await readHostSources(context) : [];
  const found = context.mirror === undefined ? pickMirrors(host) : parseMirrorOverride(context.mirror);
  const archive = (await Promise.all(found.archive.map(expandMirrorList))).flat();
  const security = (await Promise.all(found.security.map(expandMirrorList))).flat();
  if (archive.length === 0) fail('MIRROR_MISSING', 'Cannot find a Debian mirror', undefined, HINT);
  return { archive, security: security.length > 0 ? security : archive.flatMap(securitySibling) };
}

/** Whether packages can come from a mirror: one that is named, or one of this machine's own apt. */
export async function hasMirror(context: DistroContext): Promise<boolean> {
  if (context.carried !== undefined) return true;
  return context.mirror !== undefined || pickMirrors(await readHostSources(context)).archive.length > 0;
}

/** Folders of this machine that its own apt reads packages from. */
export async function listLocalArchives(context: DistroContext): Promise<readonly string[]> {
  const bases = (await readHostSources(context)).map(
    ({ base }) => /^(?:file|copy):(?:\/\/)?(\/.*)$/.exec(base)?.[1],
  );
  return [...new Set(bases.filter((folder) => folder !== undefined))].map(decodeURIComponent);
}

/** `URL` or `URL,SECURITY_URL`. @throws {BuildError} MIRROR_MISSING */
export function parseMirrorOverride(text: string): Mirrors {
  const [archive, security, ...rest] = text.split(/[\s,]+/).filter((item) => item !== '');
  for (const url of [archive, security]) {
    if (url !== undefined && !/^(https?|file|copy|mirror\+file):/.test(url)) {
      fail('MIRROR_MISSING', `Cannot use the mirror "${url}": it is no http, https or file address`);
    }
  }
  if (archive === undefined || rest.length > 0) {
    fail(
      'MIRROR_MISSING',
      `Cannot understand the mirror "${text}"`,
      undefined,
      'Write URL or URL,SECURITY_URL',
    );
  }
  return { archive: [trimSlash(archive)], security: security === undefined ? [] : [trimSlash(security)] };
}

/** Asks apt which files an update would fetch: it reads every format of sources, and needs no network for it. */
function readHostSources({ run }: DistroContext): Promise<HostSource[]> {
  return askAptOnce(run, 'sources', () => askHostSources(run));
}

async function askHostSources(run: Run): Promise<HostSource[]> {
  const nowhere = ['-oDebug::NoLocking=1', '-oDir::State::Lists=/nonexistent/cairn'];
  const [planned, settings] = await Promise.all([
    run(['apt-get', 'update', '--print-uris', ...nowhere]),
    run(['apt-config', 'shell', 'LISTS', 'Dir::State::lists/d']),
  ]);
  const lists = /^LISTS='(.*)'$/m.exec(settings.stdout)?.[1] ?? '';
  const sources = parseHostSources(planned.stdout);
  return Promise.all(
    sources.map(async ({ name, ...source }) => ({ ...source, origin: await readOrigin(join(lists, name)) })),
  );
}

/**
 * Of a release file that an update left here. apt's own word for it, `indextargets`, reads every list for that, which takes
 * longer than all else that a build asks apt.
 */
async function readOrigin(file: string): Promise<string> {
  const apart = file.replace(/_InRelease$/, '_Release');
  const text = await readFile(file, 'utf8').catch(() => readFile(apart, 'utf8').catch(() => ''));
  return /^Origin: *(.*)$/m.exec(text)?.[1]?.trim() ?? '';
}

/** Reads the output of `apt-get update --print-uris`: sources, and what apt calls the release file of each in its lists. */
export function parseHostSources(printUris: string): NamedSource[] {
  const sources = new Map<string, NamedSource>();
  for (const line of printUris.split('\n')) {
    const match = /^'(.+?)\/dists\/(.+)\/InRelease' (\S+)/.exec(line);
    if (match === null) continue;
    const [, address = '', suite = '', name = ''] = match;
    const base = trimSlash(address);
    sources.set(`${base} ${suite}`, { base, suite, name });
  }
  return [...sources.values()];
}

/**
 * Tells Debian's own mirrors from other repositories that use Debian's suite names: by the origin that a release
 * file states, else by what else the address offers. The likeliest comes first.
 */
export function pickMirrors(sources: readonly HostSource[]): Mirrors {
  const debian = sources.filter((source) => source.origin === '' || source.origin === 'Debian');
  const score = (base: string): number => {
    const here = debian.filter((source) => source.base === base);
    return (
      (here.some((source) => source.origin === 'Debian') ? 4 : 0) +
      (here.some((source) => source.suite.endsWith('-updates')) ? 2 : 0) +
      (/\/debian(?:-security)?$/.test(base) || base.startsWith('mirror+') ? 1 : 0)
    );
  };
  const pick = (pattern: RegExp): string[] => {
    const bases = [
      ...new Set(debian.filter((source) => pattern.test(source.suite)).map((source) => source.base)),
    ];
    return bases.filter((base) => score(base) > 0).sort((a, b) => score(b) - score(a));
  };
  return { archive: pick(DEBIAN_SUITE), security: pick(SECURITY_SUITE) };
}

/** `mirror+file:PATH` (Debian's cloud images) stands for the addresses in that file. */
async function expandMirrorList(address: string): Promise<string[]> {
  const match = /^mirror\+file:(?:\/\/)?(\/.*)$/.exec(address);
  if (match === null) return /^(https?|file|copy):/.test(address) ? [address] : [];
  const lines = (await readText(match[1]!)).split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/)[0]!)
    .filter((url) => /^https?:/.test(url))
    .map(trimSlash);
}

/** Mirrors carry security updates beside the archive. */
function securitySibling(archive: string): string[] {
  return archive.endsWith('/debian') ? [`${archive}-security`] : [];
}

function trimSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
