import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planGraphBundle, readRecipe, readRolls } from '../../../builder/build/mod.ts';
import {
  attributesOfMachine,
  checkGraph,
  type Profile,
  parseGraph,
  traverse,
} from '../../../builder/graph/mod.ts';
import type { Graph } from '../../../builder/model/mod.ts';

/** The graph of a recipe that comes with Cairn. */
async function readGraph(name: string): Promise<Graph> {
  const recipe = await readRecipe(resolve(`recipes/${name}.yaml`));
  const options = { cacheDir: resolve('output'), shippedRolls: resolve('rolls'), judge: async () => [] };
  return parseGraph(planGraphBundle(recipe, await readRolls(recipe, options)));
}

function compile(graph: Graph, appliance: string): Profile {
  const attributes = attributesOfMachine(graph, appliance, { hostname: appliance });
  const { profile, problems } = traverse(graph, attributes, appliance);
  assert.equal(problems, []);
  return profile!;
}

const has = (profile: Profile, name: string): boolean =>
  profile.packages.enabled.some((item) => item.name === name);
const textOf = ({ files }: Profile, path: string): string =>
  files
    .filter((file) => file.path === path)
    .map(({ text }) => text)
    .join('');

const test = suite('rolls/base on every release');

for (const [name, codename] of [
  ['minimal', 'trixie'],
  ['minimal-12', 'bookworm'],
] as const)
  test(`recipes/${name}.yaml: nothing is wrong, and packages come from ${codename}`, async () => {
    const graph = await readGraph(name);
    assert.equal(
      checkGraph(graph, { strict: true }).filter(({ severity }) => severity === 'error'),
      [],
    );
    for (const appliance of ['frontend', 'compute'])
      assert.match(
        textOf(compile(graph, appliance), '/etc/apt/sources.list.d/cairn.sources'),
        new RegExp(`^Suites: ${codename}$`, 'm'),
      );
  });

test('a release gets the packages and the settings that it knows', async () => {
  const [twelve, thirteen] = await Promise.all(['minimal-12', 'minimal'].map(readGraph));
  assert.is(has(compile(twelve!, 'compute'), 'linux-sysctl-defaults'), false);
  assert.is(has(compile(thirteen!, 'compute'), 'linux-sysctl-defaults'), true);
  const chrony = (graph: Graph): string => textOf(compile(graph, 'frontend'), '/etc/chrony/chrony.conf');
  assert.match(chrony(twelve!), /^leapsectz right\/UTC$/m);
  assert.not.match(chrony(twelve!), /leapseclist/);
  assert.match(chrony(thirteen!), /^leapseclist \/usr\/share\/zoneinfo\/leap-seconds.list$/m);
  assert.not.match(chrony(thirteen!), /leapsectz/);
});

test('every recipe that comes with Cairn is read with its rolls', async () => {
  const names = readdirSync('recipes').filter((file) => file.endsWith('.yaml'));
  assert.ok(names.length >= 3);
  for (const file of names) assert.equal((await readGraph(file.replace('.yaml', ''))).problems, []);
});

test.run();
