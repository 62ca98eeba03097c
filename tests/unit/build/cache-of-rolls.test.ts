import { suite } from 'uvu';
import {
  type CachedBuild,
  closeCachedBuild,
  type InputChange,
  openCachedBuild,
  proveChange,
} from './cached-build.ts';
import { readFakeSite } from './fake-build.ts';

// A build takes from its cache what an earlier one made. Nothing of that may be stale.

const test = suite<{ cached: CachedBuild }>('a build with a cache, after a change of recipe, roll or site');
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
  'an attribute': {
    change: async (fake) => {
      await fake.write(
        'recipes/tiny.yaml',
        'name: tiny\nversion: "1.0"\nos: debian-13\nrolls: [os, base]\nmedia: { netboot: false }\nattributes: { motto: onwards }\n',
      );
      return {};
    },
    others: ['cairn/graph.json', 'cairn/recipe.yaml'],
  },
  'a file of a node': {
    change: async (fake) => {
      await fake.write('rolls/base/nodes/greeting.xml', '<node><package>greeting</package> </node>');
      return {};
    },
    others: ['cairn/graph.json', ROLL],
  },
  'an included file': {
    change: async (fake) => {
      await fake.write('rolls/base/include/note.txt', 'included\n');
      return {};
    },
    others: ['cairn/graph.json', ROLL],
  },
  "the tree of a roll's own package": {
    change: async (fake) => {
      await fake.write('rolls/base/packages/greeting/greeting.txt', 'Good evening\n');
      return {};
    },
    others: [
      'cairn/closure.json',
      'cairn/distribution/pool/main/g/greeting/greeting_1_all.deb',
      ROLL,
      ...SIGNED,
    ],
  },
  'a site': {
    change: async (fake) => ({ site: await readFakeSite(fake) }),
    others: ['cairn/site.yaml', 'cairn/graph.json'],
  },
};

for (const [what, change] of Object.entries(CHANGES))
  test(`${what}: what follows from it is made anew, and nothing else`, ({ cached }) =>
    proveChange(cached, change));

test.run();
