// Time limit: 20 minutes
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError, requirePlatform } from '../../../builder/model/mod.ts';
import type { FakePackage } from '../../fakes/deb.ts';
import { encodeProgram } from '../../fakes/pe.ts';
import { makeBootKey } from './boot-keys.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from './fake-build.ts';

const { efi } = requirePlatform('amd64');
const RECIPE = `name: tiny
version: "1.0"
os: debian-13
rolls: [os, base]
media:
  netboot: false
  sign: { key: site.key, certificate: site.pem }
`;

/** Writes what it was told, and what it was given, into a program. */
const UKIFY = `import sys
words = dict(word[2:].split('=', 1) for word in sys.argv if word.startswith('--'))
content = open(words['stub'], 'rb').read()
for word in sys.argv[1:]:
    name, _, value = word.partition('=')
    if name in ('--linux', '--initrd', '--join-profile'):
        content += open(value, 'rb').read()
    elif name in ('--cmdline', '--profile', '--uname'):
        content += word.encode()
open(words['output'], 'wb').write(content + b' ' * (-len(content) % 8))
`;

function listPrograms(): FakePackage[] {
  const packages = new Map<string, Record<string, string | Uint8Array>>();
  for (const [key, file] of Object.entries(efi.unified.files)) {
    const content = { ukify: UKIFY, pefile: '' }[key] ?? encodeProgram(file.path);
    packages.set(file.package, { ...packages.get(file.package), [file.path]: content });
  }
  return [...packages].map(([name, files]) => ({ name, files }));
}

interface Files {
  readonly lock: string;
  readonly signatures: string;
  readonly image: Buffer;
}

const output = ({ dir }: FakeBuild, out = 'out'): string => join(dir, out, 'tiny-1.0-amd64');

async function readFiles(fake: FakeBuild, out?: string): Promise<Files> {
  const folder = output(fake, out);
  return {
    lock: await readFile(join(folder, 'recipe.lock'), 'utf8'),
    signatures: await readFile(join(folder, 'recipe.signatures'), 'utf8'),
    image: await readFile(join(folder, 'tiny-1.0-amd64.iso')),
  };
}

/** A file of the partition that UEFI starts from. */
async function extract(fake: FakeBuild, path: string): Promise<Buffer> {
  const image = join(output(fake), 'tiny-1.0-amd64.iso');
  const [partition, file] = [join(fake.dir, 'efi.img'), join(fake.dir, 'extracted')];
  for (const old of [partition, file]) await rm(old, { force: true });
  const out = ['-osirrox', 'on', '-indev', image, '-extract', '/boot/grub/efi.img', partition];
  execFileSync('xorriso', out, { stdio: 'pipe' });
  execFileSync('mcopy', ['-i', partition, `::/${path}`, file]);
  return readFile(file);
}

const test = suite<{ fake: FakeBuild; before: Files }>('an image that is signed for UEFI');
test.before(async (context) => {
  const fake = await openFakeBuild({ recipe: RECIPE, packages: listPrograms() });
  makeBootKey(join(fake.dir, 'recipes'), 'site');
  context.fake = fake;
  await fake.build();
  context.before = await readFiles(fake);
});
test.after(({ fake }) => closeFakeBuild(fake));

test('the loader and one image with all entries of the menu are signed', async ({ fake }) => {
  const trust = ['-CAfile', join(fake.dir, 'recipes/site.pem'), '-in', join(fake.dir, 'extracted')];
  const unified = await extract(fake, 'EFI/Linux/cairn.efi');
  execFileSync('osslsigncode', ['verify', ...trust], { stdio: 'pipe' });
  const text = unified.toString('latin1');
  for (const said of [
    'kernel',
    '--profile=ID=install\nTITLE=Install Cairn tiny 1.0\n',
    '--cmdline=console=ttyS0,115200n8 console=tty0',
    '--cmdline=cairn.action=rescue console=',
    '--cmdline=cairn.action=check console=',
    '--uname=6.1.0-fake-amd64',
  ])
    assert.ok(text.includes(said), said);
  await extract(fake, `EFI/BOOT/${efi.grub}`);
  execFileSync('osslsigncode', ['verify', ...trust], { stdio: 'pipe' });
  assert.is(String(await extract(fake, 'loader/loader.conf')), 'timeout 5\neditor no\n');
});

test('before the loader comes shim, and beside it its tool with the certificate', async ({ fake }) => {
  assert.match(String(await extract(fake, `EFI/BOOT/${efi.fallback}`)), /^usr\/lib\/shim/);
  assert.match(String(await extract(fake, `EFI/BOOT/${efi.unified.keyManager}`)), /usr\/lib\/shim\/mm/);
  const der = await extract(fake, 'cairn.der');
  const pem = await readFile(join(fake.dir, 'recipes/site.pem'), 'utf8');
  assert.ok(pem.replaceAll('\n', '').includes(der.toString('base64')));
});

test('the lock names the certificate, and the recipe on the medium names no key', async ({
  fake,
  before,
}) => {
  const { certificate } = JSON.parse(before.lock) as { certificate: string };
  const file = join(fake.dir, 'recipes/site.pem');
  const said = execFileSync('openssl', ['x509', '-in', file, '-noout', '-fingerprint', '-sha256'], {
    encoding: 'utf8',
  });
  assert.is(said.trim().split('=')[1]?.replaceAll(':', ''), certificate);
  const kept = join(fake.dir, 'kept.yaml');
  const image = join(output(fake), 'tiny-1.0-amd64.iso');
  const out = ['-osirrox', 'on', '-indev', image, '-extract', '/cairn/recipe.yaml', kept];
  execFileSync('xorriso', out, { stdio: 'pipe' });
  const { media } = JSON.parse(await readFile(kept, 'utf8')) as { media: object };
  assert.equal(media, { iso: true, netboot: false });
});

test('another build has the same bytes', async ({ fake, before }) => {
  await fake.build({ outputDir: join(fake.dir, 'again') });
  assert.is(Buffer.compare((await readFiles(fake, 'again')).image, before.image), 0);
});

test('who has the signatures beside the lock needs no key, and gets the same bytes', async ({
  fake,
  before,
}) => {
  const key = join(fake.dir, 'recipes/site.key');
  const folder = join(fake.dir, 'lock');
  await mkdir(folder);
  for (const name of ['recipe.lock', 'recipe.signatures', 'recipe.packages'])
    await copyFile(join(output(fake), name), join(folder, name));
  await rename(key, `${key}.away`);
  const locked = { file: join(folder, 'recipe.lock') };
  try {
    await fake.build({ outputDir: join(fake.dir, 'keyless'), locked });
    assert.is(Buffer.compare((await readFiles(fake, 'keyless')).image, before.image), 0);

    const signatures = JSON.parse(before.signatures) as {
      signatures: Record<string, { name: string; detached: string }>;
    };
    const ofUefi = Object.values(signatures.signatures).filter(({ detached }) => detached.includes('PKCS7'));
    assert.equal(ofUefi.map(({ name }) => name).sort(), ['the boot loader', 'the image that UEFI starts']);
    // Each has the other's signature
    [ofUefi[0]!.detached, ofUefi[1]!.detached] = [ofUefi[1]!.detached, ofUefi[0]!.detached];
    await writeFile(join(folder, 'recipe.signatures'), JSON.stringify(signatures));
    const error = await fake
      .build({ outputDir: join(fake.dir, 'x'), locked })
      .catch((thrown: unknown) => thrown);
    assert.ok(error instanceof BuildError && error.code === 'SIGNATURE_MISSING', String(error));
    assert.match(error.message, /There is no signature of the image that UEFI starts/);
  } finally {
    await rename(`${key}.away`, key);
  }
});

test('another certificate is not as locked', async ({ fake }) => {
  const recipes = join(fake.dir, 'recipes');
  makeBootKey(recipes, 'site');
  const locked = { file: join(output(fake), 'recipe.lock') };
  const error = await fake
    .build({ outputDir: join(fake.dir, 'x'), locked })
    .catch((thrown: unknown) => thrown);
  assert.ok(error instanceof BuildError && error.code === 'LOCK_STALE', String(error));
  assert.match(error.message, /certificate of the image was "[0-9A-F]{64}", is "[0-9A-F]{64}"/);
});

test('without shim the firmware itself asks for the signature', async ({ fake }) => {
  await fake.write('recipes/tiny.yaml', RECIPE.replace(' }', ', shim: false }'));
  await fake.build();
  const loader = await extract(fake, `EFI/BOOT/${efi.fallback}`);
  assert.ok(loader.includes('usr/lib/systemd/boot'));
  const failed = await extract(fake, `EFI/BOOT/${efi.unified.keyManager}`).catch((thrown: unknown) => thrown);
  assert.ok(failed instanceof Error, 'shim and its tool are not there');
});

test.run();
