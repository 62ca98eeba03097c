import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exportLines, type TestFrontend, withFrontend } from '../../hosts/with-frontend.ts';

const test = suite('case: an import of everything is checked as commands are');
const fileOf = (name: string): string => join(import.meta.dirname, name);
const VALID = `schema: 2
networks:
  - { name: "private", network: "10.1.0.0", prefix: 16, frontendAddress: "10.1.1.1" }
hosts:
  - { name: "compute-0-0", appliance: "compute", rack: 0, rank: 0, address: "10.1.0.9", bootAction: "os", state: "installed" }
macs:
  - { mac: "52:54:00:00:00:01", host: "compute-0-0", position: 0 }
`;

/** Imports a text. @returns what was said */
async function importText({ folder, cairn }: TestFrontend, text: string, ...words: string[]) {
  const file = join(folder, 'all.yaml');
  await writeFile(file, text);
  return cairn('import', '--replace', file, ...words);
}

for (const [file, line, message] of [
  ['import-slash-name.yaml', 7, 'Row 2 of "hosts": Bad host name "../../x"'],
  ['import-newline-name.yaml', 7, 'Row 2 of "hosts": Bad host name "n7'],
  ['import-out-of-net.yaml', 7, 'Row 2 of "hosts": Address "8.8.8.8" is not of the private network'],
  ['import-no-network.yaml', 5, 'The private network is missing'],
] as const)
  test(`${file} is refused with its line, and nothing is imported`, () =>
    withFrontend(async (frontend) => {
      await frontend.cairn('host', 'add', 'login-0-0');
      const { exitCode, stderr } = await frontend.cairn('import', '--replace', fileOf(file));
      assert.is(exitCode, 1);
      assert.match(stderr, `${file}:${line}:`);
      assert.match(stderr, message);
      assert.match((await exportLines(frontend)).join(), /^login-0-0,[^\n]*$/);
    }));

for (const [what, rows, message] of [
  [
    'a key outside of its place',
    'keys:\n  - { host: "", name: "/etc/../x", value: "k" }',
    'Bad name of a key',
  ],
  ['a key of nobody', 'keys:\n  - { host: "n9", name: "/etc/x", value: "k" }', 'Host "n9" is not known'],
  ['a value of nobody', attribute('host', 'n9', 'x'), 'Host "n9" is not known'],
  ['a value of a bad scope', attribute('aplliance', 'n9', 'x'), 'Did you mean "appliance"?'],
  ['a value with a bad name', attribute('global', '', 'a b'), 'Bad attribute name "a b"'],
  ['a value that is intrinsic', attribute('global', '', 'rank'), 'every machine has it of itself'],
  ['a value of no operating system', attribute('os', '../x', 'x'), 'Bad operating system "../x"'],
  [
    'a group as a card',
    'strangers:\n  - { mac: "01:00:5e:00:00:01" }',
    'Bad MAC address "01:00:5e:00:00:01"',
  ],
  ['a card of nobody', 'tokens:\n  - { mac: "52:54:00:00:00:01", host: "n9" }', 'Host "n9" is not known'],
  ['a discovery of nothing', 'discoveries:\n  - { appliance: "A B", rack: 0 }', 'Bad appliance "A B"'],
] as const)
  test(`${what} is refused`, () =>
    withFrontend(async (frontend) => {
      const { exitCode, stderr } = await importText(frontend, `${VALID}${rows}\n`, '--without-keys');
      assert.is(exitCode, 1);
      assert.match(stderr, message);
      assert.match(stderr, /all\.yaml:9:/);
    }));

function attribute(scope: string, subject: string, name: string): string {
  return `attributes:\n  - { scope: "${scope}", subject: "${subject}", name: "${name}", value: "1", secret: 0 }`;
}

test('a network that no command would set is refused', () =>
  withFrontend(async (frontend) => {
    const { exitCode, stderr } = await importText(
      frontend,
      VALID.replace('prefix: 16', 'prefix: 33'),
      '--without-keys',
    );
    assert.is(exitCode, 1);
    assert.match(stderr, /all\.yaml:3:.*Bad network "10\.1\.0\.0\/33"/);
  }));

test('without keys it says what is missing and wants a word; those that are here stay then', () =>
  withFrontend(async (frontend) => {
    const secret = { scope: 'global', subject: '', name: 'pass', value: 'S', secret: true } as const;
    await frontend.withState(async (state) => {
      await state.addHosts([{ appliance: 'compute' }, { appliance: 'compute' }]);
      await state.setAttributes([secret]);
      await state.putKeys([
        { host: '', name: 'service:root-key', value: 'R' },
        { host: 'compute-0-0', name: '/etc/ssh/x', value: 'H' },
        { host: 'compute-0-1', name: '/etc/ssh/x', value: 'GONE' },
      ]);
    });
    const refused = await importText(frontend, VALID);
    assert.is(refused.exitCode, 1);
    assert.match(
      refused.stderr,
      /The file has no keys: the authority over SSH host keys, .*SSH host keys of 1 host/,
    );
    assert.match(refused.stderr, '--without-keys');
    assert.is((await importText(frontend, VALID, '--without-keys')).exitCode, 0);
    await frontend.withState(async (state) => {
      assert.is((await state.listKeys(''))[0]?.value, 'R');
      assert.is((await state.listKeys('compute-0-0'))[0]?.value, 'H');
      assert.equal(await state.listKeys('compute-0-1'), []);
      assert.equal(await state.listAttributes(), [secret]);
      assert.is((await state.findHost('compute-0-0'))?.address, '10.1.0.9');
    });
    const open = join(frontend.folder, 'open.yaml');
    await frontend.cairn('export', '--without-secrets', '--output', open);
    assert.not.match(await readFile(open, 'utf8'), /^keys:/m);
    assert.is((await frontend.cairn('import', '--replace', open)).exitCode, 1);
  }));

test.run();
