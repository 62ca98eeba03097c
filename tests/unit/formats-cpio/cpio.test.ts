import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CpioMember } from '../../../builder/formats/cpio.ts';
import { decodeCpio } from '../../../builder/formats/cpio-decode.ts';
import { encodeCpio, encodeNewcHeader } from '../../../builder/formats/cpio-encode.ts';
import { BuildError } from '../../../builder/model/mod.ts';

const utf8 = new TextEncoder();
const directory: CpioMember = {
  name: 'usr',
  mode: 0o40755,
  content: new Uint8Array(),
  mtimeSeconds: 1_700_000_000,
};
const tool: CpioMember = {
  ...directory,
  name: 'usr/tool',
  mode: 0o100755,
  content: utf8.encode('#!/bin/sh\n'),
};
const link: CpioMember = { ...directory, name: 'usr/link', mode: 0o120777, content: utf8.encode('tool') };
const header = { name: 'init', mode: 0o100755, sizeBytes: 3, mtimeSeconds: 0 };

function hasCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof BuildError && error.code === code;
}

const test = suite('cpio');
test('a header is magic, 13 numbers, name and padding', () => {
  const bytes = encodeNewcHeader(header, 7);
  const expected = `070701${[7, 0o100755, 0, 0, 1, 0, 3, 0, 0, 0, 0, 5, 0].map((n) => n.toString(16).padStart(8, '0')).join('')}init\0\0`;
  assert.is(new TextDecoder().decode(bytes), `${expected}\0`.slice(0, bytes.length));
  assert.is(bytes.length % 4, 0);
});
test('a member of 4 GiB is refused', () => {
  assert.throws(() => encodeNewcHeader({ ...header, sizeBytes: 2 ** 32 }, 1), hasCode('CPIO_FIELD_RANGE'));
  assert.is(encodeNewcHeader({ ...header, sizeBytes: 2 ** 32 - 1 }, 1).length % 4, 0);
});
test('a name longer than PATH_MAX is refused', () => {
  assert.throws(
    () => encodeNewcHeader({ ...header, name: 'x'.repeat(4096) }, 1),
    hasCode('CPIO_FIELD_RANGE'),
  );
});
test('two members of one name are refused', () => {
  assert.throws(() => encodeCpio([tool, tool]), hasCode('CPIO_NAME_TWICE'));
});
test('the order in which members are given changes no byte', () => {
  assert.equal(encodeCpio([link, tool, directory]), encodeCpio([directory, tool, link]));
});
test('GNU cpio unpacks what is encoded', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-cpio-'));
  execFileSync('cpio', ['-idm', '--quiet', '--no-preserve-owner'], {
    cwd: folder,
    input: encodeCpio([link, tool, directory]),
  });
  assert.is(readFileSync(join(folder, 'usr/tool'), 'utf8'), '#!/bin/sh\n');
  assert.is(statSync(join(folder, 'usr/tool')).mode, 0o100755);
  assert.is(statSync(join(folder, 'usr/tool')).mtimeMs, 1_700_000_000_000);
  assert.is(readlinkSync(join(folder, 'usr/link')), 'tool');
  rmSync(folder, { recursive: true });
});
test('what GNU cpio packs is decoded', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-cpio-'));
  execFileSync(
    'sh',
    ['-c', 'mkdir -p a/b; printf hello > a/b/file; ln -s file a/b/link; chmod 640 a/b/file'],
    {
      cwd: folder,
    },
  );
  const input = 'a\na/b\na/b/file\na/b/link\n';
  const bytes = execFileSync('cpio', ['-o', '-H', 'newc', '--quiet'], { cwd: folder, input });
  const members = decodeCpio(bytes).map((member) => [
    member.name,
    (member.mode & 0o170000).toString(8),
    new TextDecoder().decode(member.content),
  ]);
  assert.equal(members, [
    ['a', '40000', ''],
    ['a/b', '40000', ''],
    ['a/b/file', '100000', 'hello'],
    ['a/b/link', '120000', 'file'],
  ]);
  rmSync(folder, { recursive: true });
});
test.run();
