import { join } from 'node:path';
import { readRecipe } from '../../../../builder/build/mod.ts';
import { reopenFakeBuild } from '../../../unit/build/fake-build.ts';

// build-elsewhere.ts FOLDER MIRROR UMASK: builds from the lock that lies beside the recipe, with cache and keys in the folder.

const [dir, mirror, umask] = process.argv.slice(2) as [string, string, string];
process.umask(Number.parseInt(umask, 8));
const fake = reopenFakeBuild(dir, mirror);
const recipe = await readRecipe(join(dir, 'recipes/tiny.yaml'));
const { made } = await fake.build({ recipe, locked: {} });
console.log(JSON.stringify({ now: new Date(), user: process.getuid?.(), folder: made?.folder }));
