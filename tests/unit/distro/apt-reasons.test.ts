import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAptReasons } from '../../../builder/distro/apt/apt-reasons.ts';
import { parsePrintedUris } from '../../../builder/distro/apt/apt-resolve.ts';
import { quoteRefusal } from '../../../builder/distro/archive.ts';
import { listNearestNames } from '../../../builder/model/mod.ts';

const test = suite("apt's words");

test('parsePrintedUris() reads names, versions with epochs, architectures', () => {
  const text = `Reading package lists...
Package 'x' is not installed, so not removed
'http://m/debian/pool/main/o/openssh/openssh-server_10.0p1-7_amd64.deb' openssh-server_1%3a10.0p1-7_amd64.deb 1 SHA256:00
'copy:/a/hello_1_all.deb' hello_1~rc+1_all.deb 53228 MD5Sum:20
'http://m/n.udeb' netcfg_1.197_amd64.udeb 5 `;
  assert.equal(parsePrintedUris(text), [
    { name: 'openssh-server', version: '1:10.0p1-7', arch: 'amd64' },
    { name: 'hello', version: '1~rc+1', arch: 'all' },
    { name: 'netcfg', version: '1.197', arch: 'amd64' },
  ]);
});

test('unknown names and tasks', () => {
  const text =
    "E: Unable to locate package ngnix\nE: Unable to locate package y\nE: Couldn't find task 'z'\n";
  assert.equal(parseAptReasons(text).unknown, ['ngnix', 'y', '@z']);
});

test('virtual names with their providers', () => {
  const text = `Reading package lists...
Package mail-transport-agent is a virtual package provided by:
  postfix 3.10
  dma 0.13-1+b2

E: Package 'mail-transport-agent' has no installation candidate
E: Package 'gone' has no installation candidate
`;
  const reasons = parseAptReasons(text);
  assert.equal(
    [...reasons.virtual],
    [
      ['mail-transport-agent', ['postfix', 'dma']],
      ['gone', []],
    ],
  );
});

test('unmet dependencies, also over several lines, in the words of apt 2 and apt 3', () => {
  const text = `Some packages could not be installed. This may mean that you have
The following information may help to resolve the situation:

The following packages have unmet dependencies:
 libc-bin : Depends: libc6 (> 2.41) but it is not going to be installed
            Depends: libc6 (< 2.42) but it is not going to be installed
 x : Depends: nonesuch (>= 3) but it is not installable
E: Unable to correct problems, you have held broken packages.
`;
  const reasons = parseAptReasons(text);
  assert.equal(reasons.unmet, [
    'libc-bin : Depends: libc6 (> 2.41) but it is not going to be installed, Depends: libc6 (< 2.42) but it is not going to be installed',
    'x : Depends: nonesuch (>= 3) but it is not installable',
  ]);
  assert.equal(reasons.errors, ['Unable to correct problems, you have held broken packages.']);
});

const refusal = parseAptReasons('');

test('quoteRefusal() shows a few lines and says how many more there are', () => {
  const unmet = Array.from({ length: 9 }, (_, i) => `p${i} : Depends: q`);
  const lines = quoteRefusal({ ...refusal, unmet })!.split('\n');
  assert.is(lines.length, 7);
  assert.is(lines.at(-1), '  apt: and 3 more of this kind');
  assert.is(quoteRefusal({ ...refusal, errors: ['no'] }), 'apt: no');
  assert.is(quoteRefusal(refusal), undefined);
});

test('listNearestNames() puts a swap of neighbours first', () => {
  const names = ['nginx', 'afnix', 'xonix', 'nginx-common', 'bash', 'ngnix'];
  assert.equal(listNearestNames('ngnix', names, { limit: 2, count: 3 }), ['nginx', 'afnix', 'xonix']);
  assert.equal(listNearestNames('zsh', ['bash', 'zssh', 'ksh', 'zsh-static'], { limit: 1, count: 3 }), [
    'ksh',
    'zssh',
  ]);
  assert.equal(listNearestNames('quite-different', names, { limit: 2, count: 3 }), []);
});

test.run();
