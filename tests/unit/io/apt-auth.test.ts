import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findAptLogin, parseAptAuth, readAptLogins, withTempDir } from '../../../builder/io/mod.ts';

const test = suite("apt's logins");
const TEXT = `# comment machine x login y password z
machine private.example login me password p:w
machine http://plain.example:8080/debian
  login a
  password b
machine private.example/other login second password s
`;

test('parseAptAuth() reads one line or several', () => {
  assert.equal(parseAptAuth(TEXT), [
    { host: 'private.example', path: '', login: 'me', password: 'p:w' },
    { protocol: 'http', host: 'plain.example:8080', path: '/debian', login: 'a', password: 'b' },
    { host: 'private.example', path: '/other', login: 'second', password: 's' },
  ]);
  assert.equal(parseAptAuth(''), []);
  assert.equal(parseAptAuth('login a password b machine'), []);
});

const cases: [string, string | undefined][] = [
  ['https://private.example/debian/x', 'me:p:w'],
  ['https://private.example:444/debian/x', 'me:p:w'],
  ['http://private.example/debian/x', undefined],
  ['http://plain.example:8080/debian/x', 'a:b'],
  ['http://plain.example:8080/ubuntu/x', undefined],
  ['http://plain.example/debian/x', undefined],
];
for (const [url, login] of cases) {
  test(`findAptLogin(): ${url}`, () => assert.is(findAptLogin(parseAptAuth(TEXT), new URL(url)), login));
}

test('readAptLogins() reads the file and the folder, in order', () =>
  withTempDir(async (dir) => {
    assert.equal(await readAptLogins(dir), []);
    mkdirSync(join(dir, 'auth.conf.d'));
    writeFileSync(join(dir, 'auth.conf.d/b.conf'), 'machine b login b password b');
    writeFileSync(join(dir, 'auth.conf.d/a.conf'), 'machine a login a password a');
    writeFileSync(join(dir, 'auth.conf.d/a.save'), 'machine no login a password a');
    writeFileSync(join(dir, 'auth.conf'), 'machine first login f password f');
    assert.equal(
      (await readAptLogins(dir)).map((login) => login.host),
      ['first', 'a', 'b'],
    );
  }));

test.run();
