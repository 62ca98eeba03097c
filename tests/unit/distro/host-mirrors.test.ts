import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  parseHostSources,
  parseMirrorOverride,
  pickMirrors,
  readHostMirrors,
} from '../../../builder/distro/apt/settings/host-mirrors.ts';
import { createDistroContext } from '../../../builder/distro/mod.ts';
import { withTempDir } from '../../../builder/io/mod.ts';
import type { BuildError } from '../../../builder/model/mod.ts';
import { fakeRun } from '../../fakes/io.ts';

const test = suite('readHostMirrors()');

function nameRelease(base = '', suite = ''): string {
  return `${base.replace(/^.*:\/\//, '')}/dists/${suite}/InRelease`.replaceAll('/', '_');
}

/** What `apt-get update --print-uris` says of some sources. */
function printed(...sources: string[]): string {
  return sources
    .flatMap((source) => {
      const [base, suite] = source.split(' ');
      return [
        `'${base}/dists/${suite}/InRelease' ${nameRelease(base, suite)} 0 `,
        `'${base}/dists/${suite}/main/binary-amd64/Packages.xz' x_Packages 0 `,
      ];
    })
    .join('\n');
}

async function mirrorsOf(uris: string, lists = '/nonexistent', mirror?: string) {
  const { run, calls } = fakeRun((argv) => (argv[1] === 'update' ? uris : `LISTS='${lists}/'\n`));
  const mirrors = await readHostMirrors(createDistroContext({ run, environment: {}, mirror }));
  return { mirrors, calls };
}

const bookworm = printed(
  'http://a.example/debian bookworm',
  'http://a.example/debian bookworm-updates',
  'http://s.example/debian-security bookworm-security',
);

test('takes the addresses of another release', async () => {
  const { mirrors } = await mirrorsOf(bookworm);
  assert.equal(mirrors, {
    archive: ['http://a.example/debian'],
    security: ['http://s.example/debian-security'],
  });
});

test('takes the addresses of a release that nobody has heard of yet', async () => {
  const zurg = printed('http://a.example/debian zurg', 'http://s.example/debian-security zurg-security');
  const { mirrors } = await mirrorsOf(zurg);
  assert.equal(mirrors, {
    archive: ['http://a.example/debian'],
    security: ['http://s.example/debian-security'],
  });
});

test('leaves other repositories with Debian suite names aside', () =>
  withTempDir(async (lists) => {
    const foreign = printed(
      'https://docker.example/linux/debian trixie',
      'https://apart.example/linux/debian trixie',
      'https://corp.example/tools bookworm',
    );
    const release = (base: string, suite: string): string => join(lists, nameRelease(base, suite));
    const signed = '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nOrigin: ';
    writeFileSync(
      release('https://docker.example/linux/debian', 'trixie'),
      `${signed}Docker\nSuite: trixie\n`,
    );
    const apart = release('https://apart.example/linux/debian', 'trixie').replace('InRelease', 'Release');
    writeFileSync(apart, 'Origin: Apart\nSuite: trixie\n');
    writeFileSync(release('http://a.example/debian', 'bookworm'), `${signed}Debian\nSuite: stable\n`);
    const { mirrors } = await mirrorsOf(`${foreign}\n${bookworm}`, lists);
    assert.equal(mirrors.archive, ['http://a.example/debian']);
  }));

test('prefers what says that it is Debian, then what carries updates', () => {
  const source = (base: string, suite: string, origin = '') => ({ base, suite, origin });
  const sources = [
    source('http://one/debian', 'trixie'),
    source('http://two/mirror', 'trixie', 'Debian'),
    source('http://three/x', 'trixie'),
    source('http://three/x', 'trixie-updates'),
  ];
  assert.equal(pickMirrors(sources).archive, ['http://two/mirror', 'http://three/x', 'http://one/debian']);
});

test('assumes the security archive beside the mirror when none is set up', async () => {
  const { mirrors } = await mirrorsOf(printed('http://a.example/debian sid'));
  assert.equal(mirrors.security, ['http://a.example/debian-security']);
});

test('reads the list behind mirror+file', () =>
  withTempDir(async (dir) => {
    const list = join(dir, 'debian.list');
    writeFileSync(list, 'http://one.example/debian/\nhttps://two.example/debian priority:2\n# comment\n');
    const { mirrors } = await mirrorsOf(
      printed(`mirror+file:${list} trixie`, `mirror+file:${list} trixie-updates`),
    );
    assert.equal(mirrors.archive, ['http://one.example/debian', 'https://two.example/debian']);
    assert.equal(mirrors.security, [
      'http://one.example/debian-security',
      'https://two.example/debian-security',
    ]);
  }));

test('does not ask apt when told', async () => {
  const { mirrors, calls } = await mirrorsOf('', undefined, 'http://m.example/debian/');
  assert.equal(mirrors.archive, ['http://m.example/debian']);
  assert.equal(calls, []);
  assert.equal(parseMirrorOverride('file:/a/debian,http://s/sec/'), {
    archive: ['file:/a/debian'],
    security: ['http://s/sec'],
  });
});

test('says what to do when there is none', async () => {
  for (const work of [
    () => mirrorsOf(''),
    () => mirrorsOf(printed('http://x.example/apt stable-thing')),
    () => mirrorsOf('', undefined, 'here'),
  ]) {
    const error = (await work().catch((reason: unknown) => reason)) as BuildError;
    assert.is(error.code, 'MIRROR_MISSING');
    assert.is(error.exitCode, 3);
  }
});

test('parseHostSources() ignores flat repositories and keeps suites with a slash', () => {
  const text = "'http://x/flat/./InRelease' a 0 \n'http://y/debian/dists/buster/updates/InRelease' b 0 \n";
  assert.equal(parseHostSources(text), [{ base: 'http://y/debian', suite: 'buster/updates', name: 'b' }]);
});

test.run();
