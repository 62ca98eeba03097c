import { join } from 'node:path';
import { suite } from 'uvu';
import { writeFakeArchive } from '../../fakes/archive.ts';
import {
  type CachedBuild,
  closeCachedBuild,
  type InputChange,
  openCachedBuild,
  proveChange,
} from './cached-build.ts';
import { listFakePackages } from './fake-build.ts';

// The same as cache-of-rolls.test.ts: packages of others, and the program.

const test = suite<{ cached: CachedBuild }>('a build with a cache, after a change of what is no roll');
test.before(async (context) => {
  context.cached = await openCachedBuild();
});
test.after(({ cached }) => closeCachedBuild(cached));

const INDEX = ['Packages', 'Packages.gz'].map((name) => `main/binary-amd64/${name}`);
const dists = (names: readonly string[]): string[] =>
  names.map((name) => `cairn/distribution/dists/trixie/${name}`);
const SIGNED = dists([...INDEX, 'InRelease', 'Release', 'Release.gpg']);

const CHANGES: Readonly<Record<string, InputChange>> = {
  'the version of a package of the operating system': {
    change: async (fake) => {
      const packages = listFakePackages().map((item) =>
        item.name === 'hello' ? { ...item, version: '2.11' } : item,
      );
      const { mirror } = await writeFakeArchive(join(fake.dir, 'newer'), fake.distro, packages);
      return { distro: { mirror } };
    },
    others: [
      'cairn/closure.json',
      'cairn/distribution/pool/main/h/hello/hello_2.10_all.deb',
      'cairn/distribution/pool/main/h/hello/hello_2.11_all.deb',
      ...SIGNED,
    ],
  },
  "a file of Cairn's own program": {
    change: async (fake) => {
      await fake.write('program/boot.js', '// another engine\n');
      return {};
    },
    others: [],
  },
  "a file of the installer's": {
    change: async (fake) => {
      await fake.write('program/initrd/usr/lib/hook', '#!/bin/sh\nexit 0\n');
      return {};
    },
    others: [],
  },
};

for (const [what, change] of Object.entries(CHANGES))
  test(`${what}: what follows from it is made anew, and nothing else`, ({ cached }) =>
    proveChange(cached, change));

test.run();
