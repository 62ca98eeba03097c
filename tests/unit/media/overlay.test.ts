import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CpioMember } from '../../../builder/formats/cpio.ts';
import { decodeCpio } from '../../../builder/formats/cpio-decode.ts';
import { encodeCpio } from '../../../builder/formats/cpio-encode.ts';
import { decodeNeededLibraries } from '../../../builder/formats/elf.ts';
import { splitZstdFrames } from '../../../builder/formats/zstd-frames.ts';
import {
  composeOverlay,
  type Overlay,
  type OverlayInput,
} from '../../../builder/media/overlay/compose-overlay.ts';
import { BuildError, requirePlatform } from '../../../builder/model/mod.ts';
import { withFolder } from './folder.ts';

const RELEASE = '6.1.0-test';
const MODULES = `usr/lib/modules/${RELEASE}`;

function member(name: string, mode: number, content = ''): CpioMember {
  return { name, mode, content: new TextEncoder().encode(content), mtimeSeconds: 1 };
}

/** An initrd, a kernel package without modules, and a package "tool" with one program and its symlink. */
function prepare(folder: string): Omit<OverlayInput, 'files' | 'tools' | 'out'> {
  const initrd = encodeCpio([
    member('usr', 0o40755),
    member('usr/bin', 0o40755),
    member(`${MODULES}/modules.dep.bin`, 0o100644, 'old'),
    member(`${MODULES}/kernel/x.txt`, 0o100644),
    ...['libc.so.6', 'libm.so.6'].map((name) => member(`usr/lib/${name}`, 0o100644)),
  ]);
  writeFileSync(join(folder, 'initrd.gz'), gzipSync(initrd));
  const kernelTree = join(folder, 'kernel');
  mkdirSync(join(kernelTree, MODULES, 'kernel'), { recursive: true });
  writeFileSync(join(kernelTree, MODULES, 'modules.builtin'), 'kernel/drivers/virtio/virtio_pci.ko\n');
  for (const name of ['modules.builtin.modinfo', 'modules.order'])
    writeFileSync(join(kernelTree, MODULES, name), '');
  const tree = join(folder, 'tool');
  mkdirSync(join(tree, 'usr/bin'), { recursive: true });
  writeFileSync(join(tree, 'usr/bin/tool'), 'program', { mode: 0o755 });
  symlinkSync('tool', join(tree, 'usr/bin/alias'));
  return {
    platform: requirePlatform('amd64'),
    modules: ['virtio-pci'],
    kernelTree,
    trees: new Map([['tool', tree]]),
    debianInitrd: join(folder, 'initrd.gz'),
    treesKey: 'trees',
    cache: { cacheDir: join(folder, 'cache') },
    epochSeconds: 1_700_000_000,
  };
}

const TOOLS = [
  { package: 'tool', files: [{ from: 'usr/bin/tool', to: 'usr/lib/cairn/tool' }, { from: 'usr/bin/alias' }] },
];

/** Its archives over each other, as the kernel unpacks them. */
function unpack(overlay: Overlay): CpioMember[] {
  const members = new Map<string, CpioMember>();
  for (const frame of splitZstdFrames(readFileSync(overlay.path))!) {
    const archive = execFileSync('zstd', ['-dc'], { input: frame, maxBuffer: 64e6 });
    for (const member of decodeCpio(archive)) members.set(member.name, member);
  }
  return [...members.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

const test = suite('overlay');
test('holds files, programs, symlinks, module tables and only the folders that are missing', async () => {
  await withFolder(async (folder) => {
    const files = [
      { path: '/lib/hook', mode: 0o755, content: '#!/bin/sh\n' },
      { path: 'usr/bin/other', symlink: 'tool' },
    ];
    const input = { ...prepare(folder), files, tools: TOOLS, out: join(folder, 'cairn.img') };
    const overlay = await composeOverlay(input);
    const found = unpack(overlay).map((one) => `${one.name} ${one.mode.toString(8)} ${one.mtimeSeconds}`);
    assert.equal(found, [
      'usr/bin/alias 120777 1700000000',
      'usr/bin/other 120777 1700000000',
      'usr/lib 40755 1700000000',
      'usr/lib/cairn 40755 1700000000',
      'usr/lib/cairn/tool 100755 1700000000',
      'usr/lib/hook 100755 1700000000',
      'usr/lib/modules 40755 1700000000',
      `${MODULES} 40755 1700000000`,
      `${MODULES}/modules.dep.bin 100644 1700000000`,
    ]);
    const again = await composeOverlay({ ...input, out: join(folder, 'again.img') });
    assert.equal(readFileSync(again.path), readFileSync(overlay.path));
  });
});

const failures: readonly (readonly [string, string, Partial<OverlayInput>])[] = [
  ['too large', 'OVERLAY_SIZE', { limitBytes: 100 }],
  ['an unknown module', 'OVERLAY_MODULE', { modules: ['warp_drive'] }],
  ['a package that was not given', 'OVERLAY_TOOL', { tools: [{ package: 'no', files: [] }] }],
  [
    'a file that is not there',
    'OVERLAY_TOOL',
    { tools: [{ package: 'tool', files: [{ from: 'usr/bin/no' }] }] },
  ],
  ['a kernel of another release', 'OVERLAY_KERNEL', { kernelTree: '/nowhere' }],
  ['a path that leaves it', 'OVERLAY_PATH', { files: [{ path: '../x', symlink: 'y' }] }],
];
for (const [what, code, change] of failures)
  test(`${what} fails`, async () => {
    await withFolder(async (folder) => {
      const input = { ...prepare(folder), files: [], tools: TOOLS, out: join(folder, 'cairn.img') };
      const error = await composeOverlay({ ...input, ...change }).catch((thrown: unknown) => thrown);
      assert.ok(error instanceof BuildError, String(error));
      assert.is(error.code, code);
    });
  });
test('a library that no package has is named, with the program that needs it', async () => {
  await withFolder(async (folder) => {
    const input = prepare(folder);
    const program = readFileSync('/usr/bin/xz');
    assert.ok(decodeNeededLibraries(program).includes('liblzma.so.5'));
    writeFileSync(join(folder, 'tool/usr/bin/tool'), program);
    const error = await composeOverlay({ ...input, files: [], tools: TOOLS, out: join(folder, 'x') }).catch(
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof BuildError && error.code === 'OVERLAY_TOOL');
    assert.match((error as BuildError).message, /"liblzma.so.5", which "usr\/lib\/cairn\/tool" needs/);
    mkdirSync(join(folder, 'tool/usr/lib'), { recursive: true });
    writeFileSync(join(folder, 'tool/usr/lib/liblzma.so.5'), 'library');
    const overlay = await composeOverlay({ ...input, files: [], tools: TOOLS, out: join(folder, 'x') });
    assert.ok(overlay.names.includes('usr/lib/liblzma.so.5'));
  });
});
/** An initrd in which lib/ is not merged into usr/lib, as older releases have it. */
function prepareApart(folder: string): Omit<OverlayInput, 'files' | 'tools' | 'out'> {
  const input = prepare(folder);
  const apart = `lib/modules/${RELEASE}`;
  const initrd = encodeCpio([
    member('lib', 0o40755),
    member('lib/hooks.d', 0o40755),
    member('usr/lib', 0o40755),
    member('usr/lib/late.d', 0o40755),
    member(`${apart}/modules.dep.bin`, 0o100644, 'old'),
  ]);
  writeFileSync(join(folder, 'initrd.gz'), gzipSync(initrd));
  renameSync(join(folder, 'kernel/usr/lib'), join(folder, 'kernel/lib'));
  renameSync(join(folder, 'tool/usr/bin'), join(folder, 'tool/bin'));
  return input;
}

test('an initrd with lib/ beside usr/lib gets its scripts and modules where it looks for them', async () => {
  await withFolder(async (folder) => {
    const script = (path: string) => ({ path, mode: 0o755, content: '#!/bin/sh\n' });
    const files = ['usr/lib/hooks.d/S29', 'usr/lib/late.d/07', 'usr/lib/cairn/step'].map(script);
    const overlay = await composeOverlay({
      ...prepareApart(folder),
      files,
      tools: TOOLS,
      out: join(folder, 'x'),
    });
    assert.equal(overlay.names, [
      'lib/hooks.d/S29',
      `lib/modules/${RELEASE}/modules.dep.bin`,
      'usr/bin/alias',
      'usr/lib/cairn/step',
      'usr/lib/cairn/tool',
      'usr/lib/late.d/07',
    ]);
  });
});

test('a borrowed program runs by its own loader and C library, beside those of the initrd', async () => {
  await withFolder(async (folder) => {
    const lender = join(folder, 'lender');
    const libraries = join(lender, `usr/lib/${requirePlatform('amd64').triple}`);
    mkdirSync(join(lender, 'usr/bin'), { recursive: true });
    mkdirSync(libraries, { recursive: true });
    cpSync('/usr/bin/xz', join(lender, 'usr/bin/other'));
    for (const name of decodeNeededLibraries(readFileSync('/usr/bin/xz')))
      cpSync(join('/lib/x86_64-linux-gnu', name), join(libraries, name), { dereference: true });
    cpSync('/lib64/ld-linux-x86-64.so.2', join(libraries, 'ld-linux-x86-64.so.2'), { dereference: true });
    const borrowed = {
      tools: [{ package: 'lender', files: [{ from: 'usr/bin/other' }] }],
      trees: new Map([['lender', lender]]),
    };
    const input = { ...prepare(folder), files: [], tools: [], borrowed, out: join(folder, 'x') };
    const members = new Map(unpack(await composeOverlay(input)).map((one) => [one.name, one]));
    const own = 'usr/lib/cairn/borrowed';
    const [starter, loader] = [members.get('usr/bin/other')!, members.get(`${own}/ld-linux-x86-64.so.2`)!];
    assert.is(
      new TextDecoder().decode(starter.content),
      `#!/bin/sh\nexec /${own}/ld-linux-x86-64.so.2 --library-path /${own} /${own}/other "$@"\n`,
    );
    assert.is(starter.mode & 0o777, 0o755);
    assert.is(loader.mode & 0o777, 0o755);
    // The initrd has a libc.so.6 of its own, which stays as it is
    assert.ok(members.has(`${own}/libc.so.6`) && !members.has('usr/lib/libc.so.6'));
    // It runs where nothing but these files is
    execFileSync('sh', [
      '-c',
      `mkdir "$1" && cd "$1" && zstd -dc ../x | cpio -id --quiet`,
      'sh',
      join(folder, 'r'),
    ]);
    const run = [`${own}/ld-linux-x86-64.so.2`, '--library-path', own, `${own}/other`, '--version'];
    const shown = execFileSync(run[0]!, run.slice(1), { cwd: join(folder, 'r'), encoding: 'utf8' });
    assert.match(shown, /^xz /);
  });
});

test.run();
