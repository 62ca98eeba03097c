import { join } from 'node:path';
import { suite } from 'uvu';
import { readRecipe } from '../../../builder/build/mod.ts';
import {
  type CachedBuild,
  closeCachedBuild,
  type InputChange,
  openCachedBuild,
  proveChange,
} from './cached-build.ts';

// The same as cache-of-rolls.test.ts: the time stamp, and the site's key.

const test = suite<{ cached: CachedBuild }>('a build with a cache, with another time or key');
test.before(async (context) => {
  context.cached = await openCachedBuild();
});
test.after(({ cached }) => closeCachedBuild(cached));

const INDEX = ['Packages', 'Packages.gz'].map((name) => `main/binary-amd64/${name}`);
const dists = (names: readonly string[]): string[] =>
  names.map((name) => `cairn/distribution/dists/trixie/${name}`);
const SIGNED = dists([...INDEX, 'InRelease', 'Release', 'Release.gpg']);
const ROLL = 'cairn/rolls/base-1.tar';

const CHANGES: Readonly<Record<string, InputChange>> = {
  'the time stamp': {
    change: async (fake) => {
      const recipe = await readRecipe(join(fake.dir, 'recipes/tiny.yaml'));
      return { recipe: { ...recipe, sourceDateEpoch: 1_800_000_000 } };
    },
    others: [
      'cairn/closure.json',
      'cairn/distribution/pool/main/g/greeting/greeting_1_all.deb',
      'cairn/recipe.yaml',
      ROLL,
      'cairn/rolls/os-13.tar',
      ...SIGNED,
    ],
  },
  "the site's key": {
    change: async (fake) => ({ distro: { keysDir: join(fake.dir, 'other-keys') } }),
    others: [
      'cairn/distribution/cairn-archive-keyring.asc',
      'cairn/distribution/cairn-archive-keyring.pgp',
      ...dists(['InRelease', 'Release.gpg']),
    ],
  },
};

for (const [what, change] of Object.entries(CHANGES))
  test(`${what}: what follows from it is made anew, and nothing else`, ({ cached }) =>
    proveChange(cached, change));

test.run();
