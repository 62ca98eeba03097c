import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PLATFORMS, type Platform } from '../../../builder/model/mod.ts';

/** The table itself. Manuals may give examples. */
const TABLE = 'builder/model/platforms.ts';

/** Spellings that are of one architecture, whether or not its row has them. */
const OTHERS = ['x86', 'x64', 'i386', 'aa64', 'armhf', 'riscv64', 'ppc64el', 'ttyS0', 'ttyAMA'];

/**
 * All that a row says and nobody else may. SYSLINUX's files are left out: they are called so wherever there is BIOS,
 * and so is shim's package.
 */
function wordsOf({ name, otherNames, triple, efi, bios, serial, memoryTest }: Platform): string[] {
  const { fallback, shim, grub, netboot, grubTarget, files } = efi;
  return [
    ...[name, ...otherNames, triple, fallback, shim, grub, netboot, grubTarget, serial],
    ...[files.grubCd.package, files.grubNet.package],
    ...[efi.unified.keyManager, efi.unified.files.keyManager.package],
    ...Object.values(files).map(({ path }) => path.split('/').at(-1)!),
    ...(bios === undefined ? [] : [bios.grubTarget, bios.netboot]),
    ...(memoryTest === undefined ? [] : [...memoryTest.bios, ...memoryTest.uefi]),
  ];
}

function findWords(text: string, words: readonly string[]): string[] {
  return text.split('\n').flatMap((line, index) => {
    const found = words.filter((word) => line.toLowerCase().includes(word.toLowerCase()));
    return found.length === 0 ? [] : [`${index + 1}: ${found.join(', ')}`];
  });
}

const test = suite('architectures');

test('are named by their table, and by no other file of builder/', () => {
  const words = [...PLATFORMS.flatMap(wordsOf), ...OTHERS];
  const found: string[] = [];
  for (const entry of readdirSync('builder', { withFileTypes: true, recursive: true })) {
    const file = relative('.', join(entry.parentPath, entry.name));
    if (!entry.isFile() || file === TABLE || file.endsWith('.md')) continue;
    for (const place of findWords(readFileSync(file, 'utf8'), words)) found.push(`${file}:${place}`);
  }
  assert.equal(found, []);
  assert.ok(findWords(readFileSync(TABLE, 'utf8'), words).length > 20, 'the words are those of the table');
});

test.run();
