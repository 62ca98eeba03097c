import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Profile } from '../../builder/graph/mod.ts';
import {
  DEFAULT_PLATFORM,
  type MediumIdentity,
  nameRelease,
  type Platform,
  RELEASE_BOOT_FILES,
  RELEASE_BOOT_FOLDER,
} from '../../builder/model/mod.ts';
import { renderOpenings } from '../../builder/render/settings/openings.ts';
import { putRelease } from '../fakes/releases.ts';
import { findTestImages } from '../vm/images.ts';

/** The bundles that `scripts/setup` makes; a frontend has them from the package `cairn`. */
export const PROGRAMS = resolve(import.meta.dirname, '../../output/.build/cairn');
/** What a machine loads; small where no image is at hand, for it is the frontend's work that counts then. */
const MADE_UP_BYTES = 128 * 1024;

/** Names of boot loaders by which machines ask for them. */
function listLoaders({ efi, bios }: Platform): string[] {
  return [efi.netboot, efi.grub, ...(bios === undefined ? [] : ['ldlinux.c32', bios.netboot])];
}

/** Debian's packages with what comes before a kernel; the distribution has them for the frontend. */
function listLoaderPackages({ efi, bios, memoryTest }: Platform): Set<string> {
  const ofBios = bios === undefined ? [] : [bios.files.pxelinux.package, bios.files.ldlinux.package];
  const ofEfi = [efi.files.shim.package, efi.files.grubNet.package];
  return new Set([...ofEfi, ...ofBios, ...(memoryTest === undefined ? [] : ['memtest86+'])]);
}

/**
 * Fills a frontend's folder with what the nodes `distribution` and `netboot` bring: a release in `srv/cairn` from the medium,
 * and the packages of boot loaders. With no image, it gets small files of the same names.
 *
 * @param image folder of a build's result
 * @returns what the image is for
 */
export function fillServed(folder: string, image?: string): Platform {
  const served = join(folder, 'srv/cairn');
  const netboot = join(served, 'netboot');
  mkdirSync(dirname(served), { recursive: true });
  if (image === undefined) {
    const bundle = { format: 1, rolls: [], os: 'debian-13', arch: DEFAULT_PLATFORM.name } as const;
    const release = putRelease(served, bundle);
    const files = [
      ...RELEASE_BOOT_FILES.map((name) => join(release, RELEASE_BOOT_FOLDER, name)),
      ...listLoaders(DEFAULT_PLATFORM).map((name) => join(netboot, name)),
    ];
    for (const file of files) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, '');
      truncateSync(file, MADE_UP_BYTES);
    }
    mkdirSync(join(release, 'distribution'));
    writeFileSync(join(release, 'distribution/Packages'), 'Package: storm\n'.repeat(10_000));
    return DEFAULT_PLATFORM;
  }
  const { iso, netboot: built, platform } = findTestImages(image);
  const beside = join(served, 'releases/.new');
  mkdirSync(beside, { recursive: true });
  execFileSync('xorriso', ['-osirrox', 'on', '-indev', iso, '-extract', '/cairn', beside], {
    stdio: 'ignore',
  });
  execFileSync('chmod', ['-R', 'u+w', served]);
  const { id } = JSON.parse(readFileSync(join(beside, 'medium.json'), 'utf8')) as MediumIdentity;
  const release = join(served, 'releases', nameRelease(id));
  renameSync(beside, release);
  symlinkSync(nameRelease(id), join(served, 'releases/current'));
  mkdirSync(join(release, RELEASE_BOOT_FOLDER));
  for (const name of RELEASE_BOOT_FILES)
    copyFileSync(join(built, name), join(release, RELEASE_BOOT_FOLDER, name));
  unpackLoaders(folder, join(release, 'distribution/pool'), platform);
  return platform;
}

function unpackLoaders(folder: string, pool: string, platform: Platform): void {
  const files = readdirSync(pool, { recursive: true, encoding: 'utf8' });
  for (const name of listLoaderPackages(platform)) {
    const deb = files.find((file) => basename(file).startsWith(`${name}_`));
    if (deb === undefined) throw new Error(`The image's distribution has no package "${name}"`);
    execFileSync('dpkg-deb', ['-x', join(pool, deb), folder]);
  }
}

/** Texts of the files that the frontend's description writes, by path: what an installation would put on its disk. */
export function describeFrontend(
  folder: string,
  recipe: string,
  attributes: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const file = join(folder, 'attributes.json');
  writeFileSync(file, JSON.stringify(attributes));
  const argv = ['graph', 'profile', 'frontend', '--recipe', recipe, '--attributes', file, '--format', 'json'];
  const text = execFileSync(process.execPath, [join(PROGRAMS, 'cairn.mjs'), ...argv], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const { files, openings } = JSON.parse(text) as Pick<Profile, 'files' | 'openings'>;
  const all = [...files, ...renderOpenings(openings)];
  return new Map(all.map(({ path, text: content }) => [path, content]));
}

/** Writes nginx' settings below the frontend's folder: the description's, in what Debian's package brings around it. */
export function writeNginxConfig(folder: string, described: ReadonlyMap<string, string>): string {
  const place = (path: string): string => {
    const text = described.get(path);
    if (text === undefined) throw new Error(`The frontend's description has no "${path}" any more`);
    const moved = text.replace(
      /\/(?:run|srv)\/cairn\/|\/srv\/cairn(?=;)|\/var\/log\/nginx\/|\/etc\/nginx\//g,
      (found) => `${folder}${found}`,
    );
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), moved);
    return join(folder, path);
  };
  place('/etc/nginx/cairn.d/cairnd.conf');
  const zones = place('/etc/nginx/conf.d/cairn.conf');
  const site = place('/etc/nginx/sites-available/cairn');
  mkdirSync(join(folder, 'var/log/nginx'), { recursive: true });
  const types = '/etc/nginx/mime.types';
  const main = join(folder, 'etc/nginx/nginx.conf');
  writeFileSync(
    main,
    `user www-data;
daemon off;
worker_processes 2;
worker_rlimit_nofile 16384;
pid ${folder}/nginx.pid;
error_log ${folder}/nginx-error.log;
events { worker_connections 4096; }
http {
  ${existsSync(types) ? `include ${types};` : ''}
  default_type application/octet-stream;
  sendfile on;
  gzip on;
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path ${folder}/nginx-${name};\n`).join('')}  include ${zones};
  include ${site};
}
`,
  );
  return main;
}
