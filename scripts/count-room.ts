// Counts what the appliances of a recipe are made of: tsx scripts/count-room.ts recipes/NAME.yaml; prints a table in Markdown.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readRecipe } from '../builder/build/mod.ts';
import {
  attributesOfMachine,
  collectEntryPoints,
  nameMachine,
  type Profile,
  traverse,
} from '../builder/graph/mod.ts';
import { readRecipeGraph } from '../tests/fakes/recipe-graph.ts';

/** What is no change of a machine: what brings it, programs, and what is said about it. */
const NO_CHANGE = new Set(['nodes', 'scripts', 'warnings']);
const SET = '0'.repeat(64);

/** Lines that somebody wrote, without empty ones. */
const countLines = (file: string): number =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '').length;

/** Files, services, directives, and whatever else the nodes say of the installed system. */
function countChanges(profile: Profile): number {
  return Object.entries(profile)
    .filter(([key, value]) => Array.isArray(value) && !NO_CHANGE.has(key))
    .reduce((sum, [, list]) => sum + (list as readonly unknown[]).length, 0);
}

const filesOf = (profile: Profile): readonly string[] =>
  profile.nodes.flatMap((node) => [node, ...node.extends]).map(({ roll, file }) => `${roll}/${file}`);

const [recipeFile = 'recipes/camera.yaml'] = process.argv.slice(2);
const recipe = await readRecipe(resolve(recipeFile));
const graph = await readRecipeGraph(recipeFile);
const appliances = recipe.appliances ?? collectEntryPoints(graph).map(({ appliance }) => appliance);
const keys = graph.declarations.filter(({ secret }) => secret === true).map(({ name }) => [name, SET]);
const profiles = appliances.map((appliance) => {
  const values = { ...nameMachine(appliance), ...Object.fromEntries(keys) };
  const { profile, problems } = traverse(graph, attributesOfMachine(graph, appliance, values), appliance);
  if (profile === undefined) throw new Error(`${appliance}: ${JSON.stringify(problems.slice(0, 3))}`);
  return profile;
});

/** In how many appliances each node is. */
const shared = new Map<string, number>();
for (const { nodes } of profiles) for (const { name } of nodes) shared.set(name, (shared.get(name) ?? 0) + 1);
const linesOf = (files: Iterable<string>): number =>
  [...new Set(files)].reduce((sum, file) => sum + countLines(join('rolls', file)), 0);
const percent = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;

const rows = profiles.map((profile) => {
  const { nodes, packages } = profile;
  const others = nodes.filter(({ name }) => shared.get(name)! > 1);
  const own = nodes.filter(({ name }) => shared.get(name) === 1).map(({ roll, file }) => `${roll}/${file}`);
  return [
    profile.appliance,
    nodes.length,
    packages.enabled.length,
    countChanges(profile),
    percent(others.length, nodes.length),
    linesOf(filesOf(profile)),
    linesOf(own),
  ];
});
const names = [...shared.keys()];
const more = names.filter((name) => shared.get(name)! > 1);
const packages = new Set(profiles.flatMap((profile) => profile.packages.enabled.map(({ name }) => name)));
rows.push([
  'all',
  names.length,
  packages.size,
  '',
  percent(more.length, names.length),
  linesOf(profiles.flatMap(filesOf)),
  '',
]);
const heading = ['appliance', 'nodes', 'packages', 'changes', 'shared', 'lines', 'of its own'];
const widths = heading.map((name, at) => Math.max(name.length, ...rows.map((row) => String(row[at]).length)));
const line = (cells: readonly unknown[]): string =>
  `| ${cells.map((cell, at) => (at === 0 ? String(cell).padEnd(widths[at]!) : String(cell).padStart(widths[at]!))).join(' | ')} |`;
console.log(line(heading));
console.log(
  `| ${widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`,
);
for (const row of rows) console.log(line(row));
