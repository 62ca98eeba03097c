import { mkdirSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { findField, renderDeb822, setFields } from '../../formats/deb822.ts';
import {
  formatBytes,
  keepMade,
  linkNew,
  linkOrCopy,
  type ReportStage,
  readBytes,
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
import { type Signer, siteSigner } from './signer.ts';
import type { SiteKey } from './site-key.ts';

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
  /**
   * The repository of the release that this one follows. Whoever trusts that trusts this one: its keys stay in the keyring
   * beside the site's own; and what it says in the same words stays signed as it is.
   */
  readonly follows?: KnownRepository | undefined;
  /** Who signs; this site's own key where nobody is named. */
  readonly signer?: Signer;
  /** New folder to fill. */
  readonly dir: string;
}

/** Files of a repository, by their path in it, where they are and what they are. */
export type KnownRepository = (path: string) => Promise<KnownFile | undefined>;

export interface KnownFile {
  readonly file: string;
  readonly sha256: string;
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
const SIGNED = ['Release', 'Release.gpg', 'InRelease'] as const;
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
    const packages = sortByName(request.packages);
    const sizeBytes = packages.reduce((sum, item) => sum + item.sizeBytes, 0);
    const pool = packages.map(
      (item) => [request.files.get(item.sha256)!, join(request.dir, poolPath(item))] as const,
    );
    for (const folder of new Set(pool.map(([, to]) => dirname(to)))) mkdirSync(folder, { recursive: true });
    for (const [from, to] of pool) await linkNew(from, to);
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

/** SHA-256 of the package index of a repository: what `Repository` says of it, without making one. */
export function digestPackagesIndex(packages: readonly ResolvedPackage[]): string {
  return sha256(renderPackagesIndex(sortByName(packages)));
}

function sortByName(packages: readonly ResolvedPackage[]): ResolvedPackage[] {
  return [...packages].sort((a, b) => (a.name < b.name ? -1 : 1));
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
  const { follows = async () => undefined, signer = siteSigner(context), epochSeconds } = request;
  const known = (path: string): Promise<KnownFile | undefined> =>
    follows(`dists/${request.codename}/${path}`);
  const isKnown = (await known(`${folder}/Packages`))?.sha256 === sha256(index);
  const gzip = isKnown ? await known(`${folder}/Packages.gz`) : undefined;
  const contents: readonly [string, string | Uint8Array][] = [
    [`${folder}/Packages`, index],
    [
      `${folder}/Packages.gz`,
      gzip === undefined ? await compressIndex(context, index) : await readBytes(gzip.file),
    ],
    [`${folder}/Release`, renderComponentRelease(head)],
  ];
  const released: ReleasedFile[] = contents.map(([path, content]) => ({
    path,
    sizeBytes: Buffer.byteLength(content),
    sha256: sha256(content),
  }));
  const release = renderRelease(head, released);
  const write = (path: string, content: string | Uint8Array): Promise<void> =>
    writeFileAtomic(path, content, { mtimeSeconds: request.epochSeconds });
  await mkdir(suiteDir, { recursive: true });
  const isSigned = (await known('Release'))?.sha256 === sha256(release);
  const shared = isSigned ? await findAll([...contents.map(([path]) => path), ...SIGNED], known) : undefined;
  if (shared === undefined) {
    const name = 'the release file of the packages';
    const { inline, detached } = await signer.signText({ name, text: release, epochSeconds });
    for (const [path, content] of contents) await write(join(suiteDir, path), content);
    await write(join(suiteDir, 'Release'), release);
    await write(join(suiteDir, 'Release.gpg'), detached);
    await write(join(suiteDir, 'InRelease'), inline);
  } else for (const [path, { file }] of shared) await linkOrCopy(file, join(suiteDir, path));
  const key = await signer.readKey();
  const trusted = await follows(`${KEYRING_NAME}.pgp`);
  const keyring = joinKeys(key, trusted === undefined ? undefined : await readBytes(trusted.file));
  await write(join(request.dir, `${KEYRING_NAME}.pgp`), keyring.binary);
  await write(join(request.dir, `${KEYRING_NAME}.asc`), keyring.armored);
  for (const dir of [folder, COMPONENT, '', '..', '../..']) {
    await utimes(join(suiteDir, dir), request.epochSeconds, request.epochSeconds);
  }
  return key;
}

async function compressIndex(context: DistroContext, index: string): Promise<Uint8Array> {
  const name = 'Packages.gz';
  const { files } = await keepMade(context, {
    kind: 'indexes',
    inputs: { index },
    shape: v.null_(),
    make: async (inputs, dir) => {
      await writeFile(join(dir, name), gzipSync(inputs.index, { level: 9 }));
      return null;
    },
  });
  return readBytes(files[name]!.file);
}

/** All of some files; undefined where one is not there. */
async function findAll(
  paths: readonly string[],
  known: KnownRepository,
): Promise<readonly (readonly [string, KnownFile])[] | undefined> {
  const found: (readonly [string, KnownFile])[] = [];
  for (const path of paths) {
    const file = await known(path);
    if (file === undefined) return undefined;
    found.push([path, file]);
  }
  return found;
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
