import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planStages } from '../../../builder/build/build-output.ts';
import {
  collectWants,
  listAppliances,
  planGraphBundle,
  readRecipe,
  readRolls,
  runEvals,
  traverseAppliances,
  valuesOfRecipe,
  withoutSecretValues,
} from '../../../builder/build/mod.ts';
import { parseSiteFile, siteAttributes } from '../../../builder/model/files/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';

const files: Readonly<Record<string, string>> = {
  'rolls/os/roll.yaml':
    'name: os\nversion: 13\nos: debian-13\ncodename: trixie\nsuites: [trixie]\ncomponents: [main]\nkeyring: k\n',
  'rolls/base/roll.yaml':
    'name: base\nversion: 1\npublic: [compute]\nappliances:\n  compute: { node: compute }\n  login: { node: login }\nattributes:\n  zone: {}\n',
  'rolls/base/nodes/compute.xml':
    '<node><package>bash</package><package disable="yes">nano</package><main><timezone>&zone;</timezone></main></node>',
  'rolls/base/nodes/login.xml': '<node><package>vim</package></node>',
  'rolls/base/graphs/base.xml': '<graph><edge from="login" to="compute"/></graph>',
  'rolls/hpc/roll.yaml': 'name: hpc\nversion: 1\nrequires: [base]\nos: [debian-13]\n',
  'rolls/hpc/nodes/mpi.xml': '<node><package>openmpi-bin</package></node>',
  'rolls/hpc/graphs/hpc.xml': '<graph><edge from="compute" to="mpi"/></graph>',
  'recipes/good.yaml': 'name: good\nversion: 1\nos: debian-13\nrolls: [os, base, ../rolls/hpc]\n',
};

const test = suite<{ dir: string }>('recipes, rolls and plans');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'cairn-test-'));
  await write(context.dir, files);
});
test.after.each(({ dir }) => rm(dir, { recursive: true, force: true }));

async function write(dir: string, tree: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(tree)) {
    await mkdir(join(dir, dirname(path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
}

async function read(dir: string, text?: string) {
  if (text !== undefined) await write(dir, { 'recipes/other.yaml': text });
  const recipe = await readRecipe(join(dir, 'recipes', text === undefined ? 'good.yaml' : 'other.yaml'));
  const rolls = await readRolls(recipe, { cacheDir: join(dir, 'cache'), judge: async () => [] });
  return { recipe, rolls, bundle: planGraphBundle(recipe, rolls) };
}

const failure = async (work: () => unknown): Promise<string[]> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof BuildError) {
      return error.problems.map(
        ({ code, place, message }) => `${code} ${place?.line}:${place?.column} ${message}`,
      );
    }
    throw error;
  }
  return [];
};

test('rolls are found by name beside the recipe, and by path', async ({ dir }) => {
  const { rolls } = await read(dir);
  assert.equal(
    rolls.map((roll) => [roll.name, roll.kind]),
    [
      ['os', 'os'],
      ['base', 'configuration'],
      ['hpc', 'configuration'],
    ],
  );
});

test('everything wrong with a set of rolls is found in one run', async ({ dir }) => {
  const missing = 'name: x\nversion: 1\nos: debian-13\nrolls:\n  - os\n  - bse\n  - ./none.tar\n';
  assert.equal(
    (await failure(() => read(dir, missing))).map((line) => line.slice(0, 40)),
    ['ROLL_MISSING 6:5 Cannot find roll "bse"', 'ROLL_MISSING 7:5 Cannot find roll "./non'],
  );
  const unfit = 'name: x\nversion: 1\nos: debian-12\nrolls: [os, hpc, ../rolls/hpc]\n';
  assert.equal(
    (await failure(() => read(dir, unfit))).map((line) => line.split(' ')[0]),
    ['ROLL_OS', 'ROLL_OS', 'ROLL_REQUIRES', 'ROLL_TWICE', 'ROLL_OS', 'ROLL_REQUIRES'],
  );
});

test('all appliances are built unless the recipe names some', async ({ dir }) => {
  const { recipe, bundle } = await read(dir);
  assert.equal(listAppliances(recipe, bundle), ['compute', 'login']);
  const some = await read(
    dir,
    'name: x\nversion: 1\nos: debian-13\nrolls: [os, base]\nappliances: [login]\n',
  );
  assert.equal(listAppliances(some.recipe, some.bundle), ['login']);
  const bad = await read(dir, 'name: x\nversion: 1\nos: debian-13\nrolls: [os, base]\nappliances: [lgoin]\n');
  assert.equal(await failure(() => listAppliances(bad.recipe, bad.bundle)), [
    'RECIPE_APPLIANCE 5:14 No roll has appliance "lgoin"',
  ]);
  const none = await read(dir, 'name: x\nversion: 1\nos: debian-13\nrolls: [os]\n');
  assert.equal(await failure(() => listAppliances(none.recipe, none.bundle)), [
    'RECIPE_APPLIANCE 4:8 No appliance to build for',
  ]);
});

test('profiles of all appliances say who wants what, before a site is known', async ({ dir }) => {
  const { rolls, bundle } = await read(dir);
  const { profiles } = await traverseAppliances(bundle, ['compute', 'login'], rolls);
  const [compute, login] = profiles.map((profile) => collectWants(profile, rolls));
  assert.equal(
    compute?.enabled.map(({ name, roll, node }) => [name, roll, node]),
    [
      ['bash', 'base', 'compute'],
      ['openmpi-bin', 'hpc', 'mpi'],
    ],
  );
  assert.equal(compute?.enabled[0]?.place, { file: join(dir, 'rolls/base/nodes/compute.xml'), line: 1 });
  assert.equal(compute?.disabled, ['nano']);
  assert.equal(
    login?.enabled.map(({ name }) => name),
    ['bash', 'openmpi-bin', 'vim'],
  );
});

test('errors of the graph name files as they lie, for all appliances, each once', async ({ dir }) => {
  await write(dir, {
    'rolls/base/nodes/compute.xml': '<node>\n<package>&nobody;</package>\n<main><teleport/></main></node>',
  });
  const { rolls, bundle } = await read(dir);
  let error: BuildError | undefined;
  try {
    await traverseAppliances(bundle, ['compute', 'login'], rolls);
  } catch (thrown) {
    error = thrown as BuildError;
  }
  const place = error?.problems[0]?.place;
  assert.is(place?.file, join(dir, 'rolls/base/nodes/compute.xml').replace('/recipes/..', ''));
  assert.equal(error?.problems.filter((problem) => problem.code === 'ATTRIBUTE_UNDEFINED').length, 1);
});

test('a site is stronger than its recipe, and its secrets are in no bundle', async ({ dir }) => {
  const text =
    'name: x\nversion: 1\nos: debian-13\nrolls: [os, base]\nattributes: {zone: UTC, extra: a}\nstorage: {disk: auto}\n';
  const { recipe, rolls } = await read(dir, text);
  const { value } = parseSiteFile(
    'attributes: {global: {zone: CET}}\nstorage: {disk: /dev/sda}\nrootPassword: "!"\nsecrets: {global: {key: xyz}}\n',
    'site.yaml',
  );
  const bundle = planGraphBundle(recipe, rolls, siteAttributes(value!));
  assert.equal(bundle.attributes?.global, { zone: 'CET', extra: 'a' });
  assert.equal(bundle.attributes?.appliance, { frontend: { storage_disk: '/dev/sda' } });
  assert.not.match(JSON.stringify(bundle), /xyz|root_password/);
});

test('a recipe has all five scopes, and those of a site are stronger', async ({ dir }) => {
  const text = [
    'name: x\nversion: 1\nos: debian-13\nrolls: [os, base]',
    'attributes:',
    '  global: { zone: UTC }',
    '  os: { debian: { zone: A } }',
    '  appliance: { compute: { zone: B }, login: { zone: C } }',
    '  rack: { "3": { zone: D } }',
    '  host: { compute-3-1: { zone: E } }\n',
  ].join('\n');
  const { recipe, rolls } = await read(dir, text);
  const { value } = parseSiteFile(
    'attributes: {appliance: {login: {zone: S}}, host: {compute-3-1: {zone: T}}}\n',
    'site.yaml',
  );
  assert.equal(planGraphBundle(recipe, rolls, siteAttributes(value!)).attributes, {
    global: { zone: 'UTC' },
    os: { debian: { zone: 'A' } },
    appliance: { compute: { zone: 'B' }, login: { zone: 'S' } },
    rack: { '3': { zone: 'D' } },
    host: { 'compute-3-1': { zone: 'E' } },
  });
  const places = valuesOfRecipe(recipe).map(
    ({ value: zone, place }) => `${zone} ${place.line}:${place.column}`,
  );
  assert.equal(places, ['UTC 6:19', 'A 7:25', 'B 8:33', 'C 8:53', 'D 9:24', 'E 10:32']);
});

test('values of secret attributes reach no medium, wherever they were put', async ({ dir }) => {
  await write(dir, {
    'rolls/base/roll.yaml': `${files['rolls/base/roll.yaml']}  key: { secret: true }\n  other: { secret: true }\n`,
  });
  const { bundle } = await read(
    dir,
    'name: x\nversion: 1\nos: debian-13\nrolls: [os, base]\nattributes: {key: xyz, other: generate, zone: UTC}\n',
  );
  const scoped = { ...bundle.attributes, appliance: { compute: { key: 'abc', zone: 'CET' } } };
  const clean = withoutSecretValues({ ...bundle, attributes: scoped });
  assert.equal(clean.bundle.attributes?.global, { other: 'generate', zone: 'UTC' });
  assert.equal(clean.bundle.attributes?.appliance, { compute: { zone: 'CET' } });
  assert.equal(clean.left, ['key']);
});

test('programs of nodes run only for rolls that the recipe allows', async ({ dir }) => {
  await write(dir, {
    'rolls/base/nodes/compute.xml': '<node><post><eval>cat greeting</eval></post></node>',
    'rolls/base/greeting': 'hello from the roll\n',
  });
  const text = 'name: x\nversion: 1\nos: debian-13\nrolls: [os, base]\n';
  const closed = await read(dir, text);
  assert.is(await runEvals(closed.bundle, ['compute'], { rolls: closed.rolls, allowed: [] }), closed.bundle);
  const open = await read(dir, `${text}allowEval: [base]\n`);
  const { evalOutputs } = await runEvals(open.bundle, ['compute'], {
    rolls: open.rolls,
    allowed: open.recipe.allowEval,
  });
  assert.equal(Object.values(evalOutputs ?? {}), ['hello from the roll\n']);
});

test('stages follow from what is asked for', async ({ dir }) => {
  const text = 'name: x\nversion: 1\nos: debian-13\nrolls: [os, base]\nmedia: {iso: false}\n';
  const { recipe } = await read(dir, text);
  const ids = planStages(recipe).map(({ id }) => id);
  assert.equal([ids.includes('iso'), ids.includes('netboot')], [false, true]);
});

test.run();
