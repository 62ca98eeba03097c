import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createDistroContext, type RecipeLock, renderRecipeLock } from '../../builder/distro/mod.ts';
import { renderRelease } from '../../builder/distro/repository/release-file.ts';
import { makeSiteKey, signText } from '../../builder/distro/repository/site-key.ts';
import {
  type GraphBundle,
  nameRelease,
  RELEASE_LIST,
  RELEASE_SIGNATURE,
  renderChecksums,
  renderReleaseList,
} from '../../builder/model/mod.ts';

/** What differs between media of tests. */
export interface MediumWish {
  /** Packages: name to version. What is in each follows from both, but for `salt`. */
  readonly packages: Readonly<Record<string, string>>;
  readonly version?: string;
  readonly arch?: string;
  /** Makes all packages other ones. */
  readonly salt?: string;
  /** Bytes of each package. */
  readonly packageBytes?: number;
  readonly attributes?: NonNullable<GraphBundle['attributes']>;
  /** More of the appliance's node, as XML; it may ask for the attribute `motto`. */
  readonly node?: string;
}

export interface TestMedium {
  readonly folder: string;
  /** Name of its release. */
  readonly id: string;
  readonly digest: string;
  /** Paths in the release. */
  readonly paths: readonly string[];
}

const EPOCH = 1_700_000_000;
const hash = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

/**
 * Writes a medium as it is when it is mounted, `cairn/` and `install/`: signed lists of packages, the graph of one appliance
 * that asks for the packages, base, lock and boot files.
 *
 * @param keys folder of the key that signs; made when it is needed
 */
export async function writeMedium(folder: string, keys: string, wish: MediumWish): Promise<TestMedium> {
  const { packages, arch = 'amd64', salt = '', version = '1.0', packageBytes = 1000 } = wish;
  const files = new Map<string, string | Buffer>();
  const entries = Object.entries(packages).map(([name, of]) => {
    const content = Buffer.alloc(packageBytes, `${name} ${of} ${salt}\n`);
    const path = `pool/main/${name}_${of}_${arch}.deb`;
    files.set(`cairn/distribution/${path}`, content);
    return { name, version: of, path, content, sha256: hash(content) };
  });
  const index = entries
    .map(
      ({ name, version: of, path, content, sha256 }) =>
        `Package: ${name}\nVersion: ${of}\nArchitecture: ${arch}\nFilename: ${path}\nSize: ${content.length}\nSHA256: ${sha256}\n`,
    )
    .join('\n');
  const binary = `main/binary-${arch}/Packages`;
  const head = { origin: 'Cairn', label: 'test', suite: 'trixie', codename: 'trixie', version: '13', arch };
  const release = renderRelease({ ...head, component: 'main', description: 'x', epochSeconds: EPOCH }, [
    { path: binary, sizeBytes: index.length, sha256: hash(index) },
  ]);
  const context = createDistroContext({ keysDir: keys });
  const signed = await signText(context, release, EPOCH);
  const lock: RecipeLock = {
    ...{ format: 1, recipe: { name: 'test', version, sha256: '0'.repeat(64) }, arch, epochSeconds: EPOCH },
    os: { id: 'debian-13', indexes: '0'.repeat(64) },
    rolls: [
      { name: 'base', version, sha256: hash(JSON.stringify(wish.attributes ?? {}) + (wish.node ?? '')) },
    ],
    packagesIndex: hash(index),
    packages: entries.map(({ name, version: of, path, content, sha256 }) => ({
      ...{
        name,
        version: of,
        arch,
        sizeBytes: content.length,
        sha256,
        path,
        suite: 'trixie',
        component: 'main',
      },
    })),
    media: [],
  };
  const lockText = renderRecipeLock(lock);
  const digest = hash(lockText);
  const identity = {
    name: 'test',
    version,
    id: digest,
    suite: 'trixie',
    components: ['main'],
    epochSeconds: EPOCH,
  };
  const dists = 'cairn/distribution/dists/trixie';
  for (const [path, content] of [
    ['cairn/recipe.lock', lockText],
    ['cairn/medium.json', JSON.stringify(identity)],
    ['cairn/graph.json', JSON.stringify(composeGraph(Object.keys(packages), arch, wish))],
    ['cairn/base.tar.zst', 'the base system'],
    ['cairn/rolls/base-1.tar', `a roll ${version}`],
    ['cairn/rolls/base-2.tar', `a roll ${version}`],
    [`${dists}/${binary}`, index],
    [`${dists}/Release`, release],
    [`${dists}/Release.gpg`, signed.detached],
    ['cairn/distribution/cairn-archive-keyring.pgp', Buffer.from((await makeSiteKey(context)).publicKey)],
    ['install/vmlinuz', 'the kernel'],
    ['install/initrd.gz', "Debian's initrd"],
    ['install/cairn.img', `the overlay of ${version}`],
  ] as const)
    files.set(path, content);
  const listed = [...files].map(([path, content]) => ({
    ...{ path, sizeBytes: content.length, sha256: hash(content) },
  }));
  const list = renderReleaseList({ id: digest, files: listed });
  files.set(`cairn/${RELEASE_LIST}`, list);
  files.set(`cairn/${RELEASE_SIGNATURE}`, (await signText(context, list, EPOCH)).detached);
  for (const top of ['cairn', 'install'])
    files.set(
      `${top}/SHA256SUMS`,
      renderChecksums(
        [...files]
          .filter(([path]) => path.startsWith(`${top}/`))
          .map(([path, content]) => ({ path: path.slice(top.length + 1), sha256: hash(content) })),
      ),
    );
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const paths = [...files.keys()].map((path) => path.replace(/^cairn\//, ''));
  return { folder, id: nameRelease(digest), digest, paths };
}

function composeGraph(
  names: readonly string[],
  arch: string,
  { attributes, node = '' }: MediumWish,
): GraphBundle {
  const packages = names.map((name) => `<package>${name}</package>`).join('');
  return {
    ...{ format: 1, os: 'debian-13', arch },
    ...(attributes === undefined ? {} : { attributes }),
    rolls: [
      {
        name: 'base',
        appliances: { compute: { node: 'compute' } },
        attributes: { timezone: { default: 'UTC' }, hidden: { secret: true }, motto: { default: 'onwards' } },
        files: [
          { path: 'nodes/compute.xml', text: `<kickstart interface="public">${packages}${node}</kickstart>` },
          { path: 'nodes/shell.xml', text: '<kickstart/>' },
          { path: 'graphs/base.xml', text: '<graph><edge from="compute" to="shell"/></graph>' },
        ],
      },
    ],
  };
}
