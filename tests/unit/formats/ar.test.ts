import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BuildError } from '../../../builder/model/mod.ts';
import { type ArMember, decodeAr, encodeAr } from '../../fakes/ar.ts';

const test = suite('ar');
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const members: ArMember[] = [
  { name: 'debian-binary', mtimeSeconds: 1_754_179_200, mode: 0o100644, data: text('2.0\n') },
  { name: 'control.tar', mtimeSeconds: 0, mode: 0o100600, data: text('odd') },
  { name: 'empty', mtimeSeconds: 7, mode: 0o100644, data: text('') },
  { name: 'data.tar', mtimeSeconds: 7, mode: 0o100644, data: text('last') },
];

test('decodes what it encodes', () => assert.equal(decodeAr(encodeAr(members), 'x'), members));

test('agrees with dpkg-deb', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cairn-ar-'));
  try {
    execFileSync('mkdir', ['-p', join(dir, 't/DEBIAN')]);
    writeFileSync(
      join(dir, 't/DEBIAN/control'),
      'Package: t\nVersion: 1\nArchitecture: all\nMaintainer: m <m@m>\nDescription: t\n',
    );
    const deb = join(dir, 't.deb');
    execFileSync('dpkg-deb', ['--build', '--root-owner-group', '-Zgzip', join(dir, 't'), deb], {
      stdio: 'ignore',
    });
    const read = decodeAr(readFileSync(deb), 't.deb');
    assert.equal(
      read.map((member) => member.name),
      ['debian-binary', 'control.tar.gz', 'data.tar.gz'],
    );
    writeFileSync(deb, encodeAr(read));
    assert.is(execFileSync('dpkg-deb', ['--field', deb, 'Package']).toString().trim(), 't');
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('refuses names that do not fit', () => {
  for (const name of ['', 'seventeen-letters', 'a/b', 'a b', 'ä']) {
    const member = { ...members[0]!, name };
    assert.throws(
      () => encodeAr([member]),
      (error: BuildError) => error.code === 'AR_MALFORMED',
      name,
    );
  }
});

test.run();
