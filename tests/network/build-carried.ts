import { join } from 'node:path';
import { readRecipe } from '../../builder/build/mod.ts';
import { withCache } from '../../builder/cli/build/with-cache.ts';
import { reopenFakeBuild } from '../unit/build/fake-build.ts';

// build-carried.ts FOLDER CARRIED NAME [RECIPE]: builds offline from a folder that was carried in, with an empty cache of
// its own, into FOLDER/NAME; only mmdebstrap is not real.

const [folder, carried, name, recipe = join(carried!, 'source/recipe.yaml')] = process.argv.slice(2);
const fake = reopenFakeBuild(folder!, undefined);
await withCache({ dir: carried, offline: true }, async (cache) => {
  const cacheDir = join(folder!, `${name}-cache`);
  await fake.build({
    recipe: await readRecipe(recipe),
    outputDir: join(folder!, name!),
    offline: true,
    // What was exported says what a build of it is held to
    locked: recipe.startsWith(carried!) ? {} : undefined,
    distro: { ...cache, cacheDir },
  });
});
