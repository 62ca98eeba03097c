import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Profile } from '../../builder/graph/mod.ts';
import { DEFAULT_PLATFORM, type Platform } from '../../builder/model/mod.ts';
import { renderOpenings } from '../../builder/render/settings/openings.ts';
import { findTestImages } from '../vm/images.ts';

/** The bundles that `scripts/setup` makes; a frontend has them from the package `cairn`. */
export const PROGRAMS = resolve(import.meta.dirname, '../../output/.build/cairn');
/** What a machine loads; small where no image is at hand, for it is the frontend's work that counts then. */
const BOOTED = ['vmlinuz', 'initrd.gz', 'cairn.img'] as const;
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
 * Fills a frontend's folder with what the nodes `distribution` and `netboot` bring: `srv/cairn` from the medium, and the
 * packages of boot loaders. With no image, `srv/cairn` gets small files of the same names.
 *
 * @param image folder of a build's result
 * @returns what the image is for
 */
export function fillServed(folder: string, image?: string): Platform {
  const served = join(folder, 'srv/cairn');
  const netboot = join(served, 'netboot');
  mkdirSync(dirname(served), { recursive: true });
  if (image === undefined) {
    mkdirSync(netboot, { recursive: true });
    for (const name of [...BOOTED, ...listLoaders(DEFAULT_PLATFORM)]) {
      writeFileSync(join(netboot, name), '');
      truncateSync(join(netboot, name), MADE_UP_BYTES);
    }
    mkdirSync(join(served, 'distribution'));
    writeFileSync(join(served, 'distribution/Packages'), 'Package: storm\n'.repeat(10_000));
    const bundle = { format: 1, rolls: [], os: 'debian-13', arch: DEFAULT_PLATFORM.name };
    writeFileSync(join(served, 'graph.json'), JSON.stringify(bundle));
    return DEFAULT_PLATFORM;
  }
  const { iso, netboot: built, platform } = findTestImages(image);
  execFileSync('xorriso', ['-osirrox', 'on', '-indev', iso, '-extract', '/cairn', served], {
    stdio: 'ignore',
  });
  execFileSync('chmod', ['-R', 'u+w', served]);
  mkdirSync(netboot);
  for (const name of BOOTED) copyFileSync(join(built, name), join(netboot, name));
  unpackLoaders(folder, join(served, 'distribution/pool'), platform);
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
