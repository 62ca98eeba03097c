import { mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { findField, renderDeb822, setFields } from '../../formats/deb822.ts';
import {
  formatBytes,
  linkOrCopy,
  mapLimited,
  type ReportStage,
  sha256,
  unreported,
  writeFileAtomic,
} from '../../io/mod.ts';
import type { DistroContext, ResolvedPackage } from '../types.ts';
import { armorKeys } from './armor-keys.ts';
import { poolPath } from './pool-path.ts';
import {
  type ReleasedFile,
  type ReleaseHead,
  renderComponentRelease,
  renderRelease,
} from './release-file.ts';
import { type SiteKey, signText } from './site-key.ts';

export interface RepositoryRequest {
  /** All packages, one version of each. */
  readonly packages: readonly ResolvedPackage[];
  /** Where each package's file is, by SHA-256: the result of `fetchPackages`. */
  readonly files: ReadonlyMap<string, string>;
  /** `trixie`: the name of the folder below `dists/`. */
  readonly codename: string;
  /** `13`. */
  readonly version: string;
  readonly arch: string;
  /** Shown by apt: recipe name and version. */
  readonly label: string;
  /** Time stamp of everything. */
  readonly epochSeconds: number;
  /** Keys that machines trust already, binary: they stay in the keyring beside the site's own. */
  readonly trusted?: Uint8Array | undefined;
  /** New folder to fill. */
  readonly dir: string;
}

/** A signed repository on disk. */
export interface Repository {
  readonly dir: string;
  readonly codename: string;
  readonly components: readonly string[];
  readonly arch: string;
  /** Public key, binary, for `Signed-By`; inside `dir`. */
  readonly keyringFile: string;
  readonly fingerprint: string;
  /** SHA-256 of the package index: names the repository's content. */
  readonly packagesSha256: string;
  readonly sizeBytes: number;
}

export const COMPONENT = 'main';
const KEYRING_NAME = 'cairn-archive-keyring';

/**
 * Writes a signed repository: the pool by hard links from the cache, the index out of the archive's own paragraphs,
 * release files, the public key. The same request gives the same bytes.
 */
export async function composeRepository(
  context: DistroContext,
  request: RepositoryRequest,
  report: ReportStage = unreported,
): Promise<Repository> {
  return report(async (stage) => {
    const packages = [...request.packages].sort((a, b) => (a.name < b.name ? -1 : 1));
    const sizeBytes = packages.reduce((sum, item) => sum + item.sizeBytes, 0);
    await mapLimited(packages, 16, (item) =>
      linkOrCopy(request.files.get(item.sha256)!, join(request.dir, poolPath(item))),
    );
    const index = renderPackagesIndex(packages);
    const key = await writeDists(context, request, index);
    stage.summarize(`${packages.length} packages, ${formatBytes(sizeBytes)}`);
    return {
      dir: request.dir,
      codename: request.codename,
      components: [COMPONENT],
      arch: request.arch,
      keyringFile: join(request.dir, `${KEYRING_NAME}.pgp`),
      fingerprint: key.fingerprint,
      packagesSha256: sha256(index),
      sizeBytes,
    };
  });
}

/** The package index: upstream's paragraphs with our file names. */
export function renderPackagesIndex(packages: readonly ResolvedPackage[]): string {
  return renderDeb822(
    packages.map((item) => {
      const known =
        findField(item.stanza, 'Section') === undefined ? { Section: 'misc', Priority: 'optional' } : {};
      return setFields(item.stanza, { ...known, Filename: poolPath(item) });
    }),
  );
}

async function writeDists(
  context: DistroContext,
  request: RepositoryRequest,
  index: string,
): Promise<SiteKey> {
  const head: ReleaseHead = {
    origin: 'Cairn',
    label: request.label,
    suite: request.codename,
    codename: request.codename,
    version: request.version,
    arch: request.arch,
    component: COMPONENT,
    description: 'Packages for every machine of one site',
    epochSeconds: request.epochSeconds,
  };
  const suiteDir = join(request.dir, 'dists', request.codename);
  const folder = `${COMPONENT}/binary-${request.arch}`;
  const contents: readonly [string, string | Uint8Array][] = [
    [`${folder}/Packages`, index],
    [`${folder}/Packages.gz`, gzipSync(index, { level: 9 })],
    [`${folder}/Release`, renderComponentRelease(head)],
  ];
  const released: ReleasedFile[] = contents.map(([path, content]) => ({
    path,
    sizeBytes: Buffer.byteLength(content),
    sha256: sha256(content),
  }));
  const release = renderRelease(head, released);
  const { key, ...signatures } = await signText(context, release, request.epochSeconds);
  const write = (path: string, content: string | Uint8Array): Promise<void> =>
    writeFileAtomic(path, content, { mtimeSeconds: request.epochSeconds });
  await mkdir(suiteDir, { recursive: true });
  for (const [path, content] of contents) await write(join(suiteDir, path), content);
  await write(join(suiteDir, 'Release'), release);
  await write(join(suiteDir, 'Release.gpg'), signatures.detached);
  await write(join(suiteDir, 'InRelease'), signatures.inline);
  const keyring = joinKeys(key, request.trusted);
  await write(join(request.dir, `${KEYRING_NAME}.pgp`), keyring.binary);
  await write(join(request.dir, `${KEYRING_NAME}.asc`), keyring.armored);
  for (const dir of [folder, COMPONENT, '', '..', '../..']) {
    await utimes(join(suiteDir, dir), request.epochSeconds, request.epochSeconds);
  }
  return key;
}

/** Keys one after the other are a keyring. */
function joinKeys(
  { publicKey, armoredPublicKey }: SiteKey,
  trusted: Uint8Array = new Uint8Array(),
): { readonly binary: Uint8Array; readonly armored: string } {
  const own = Buffer.from(publicKey);
  const known = Buffer.from(trusted);
  if (known.length === 0 || own.equals(known)) return { binary: own, armored: armoredPublicKey };
  const binary = known.includes(own) ? known : Buffer.concat([own, known]);
  return { binary, armored: `${armorKeys(binary)}\n` };
}
