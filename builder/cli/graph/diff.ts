import { runEvals } from '../../build/mod.ts';
import {
  type ApplianceDiff,
  attributesOfMachine,
  collectEntryPoints,
  diffProfiles,
  guessEntryPoints,
  isEmptySection,
  nameMachine,
  type Profile,
  parseGraph,
  renderApplianceDiffs,
  traverse,
} from '../../graph/mod.ts';
import { BuildError, countOf, fail, type Problem } from '../../model/mod.ts';
import { printJson, printText } from '../terminal/report.ts';
import type { GraphDiffOptions } from './commands.ts';
import { diffLocks, renderLockDiff } from './diff-locks.ts';
import { type DiffSide, readSide } from './diff-sides.ts';
import { listProblems } from './machine.ts';

/** `cairn graph diff A B`: exit code 1 when they differ. @throws {BuildError} when a side has errors */
export async function runGraphDiff(
  a: string | undefined,
  b: string | undefined,
  options: GraphDiffOptions,
): Promise<void> {
  const [before, after] = await readSides(a, b, options);
  const names = { a: before.name, b: after.name };
  if (before.kind === 'lock' && after.kind === 'lock') {
    const diff = diffLocks(before.lock, after.lock);
    const differ = !Object.values(diff).every(isEmptySection);
    report(options, differ, { kind: 'lock', ...names, differ, ...diff }, () => renderLockDiff(diff));
    return;
  }
  if (before.kind === 'lock' || after.kind === 'lock') {
    const hint = 'Compare two locks, or two recipes';
    fail('USAGE', 'A lock has no profiles to compare a recipe with', undefined, hint);
  }
  const appliances = await diffSides(before, after, options.appliance);
  const differ = appliances.some(({ state }) => state !== 'same');
  report(options, differ, { kind: 'graph', ...names, differ, appliances }, () =>
    differ
      ? renderApplianceDiffs(appliances)
      : `No difference in ${countOf(appliances.length, 'appliance')}\n`,
  );
}

function report(options: GraphDiffOptions, differ: boolean, json: object, text: () => string): void {
  if (options.format === 'json') printJson(json);
  else printText(text() || 'No difference\n');
  if (differ) process.exitCode = 1;
}

/** Two files; or one recipe, as it is and with other rolls. */
async function readSides(
  a: string | undefined,
  b: string | undefined,
  options: GraphDiffOptions,
): Promise<readonly [DiffSide, DiffSide]> {
  const first = a ?? options.recipe ?? options.bundle;
  const second = b ?? (a === undefined ? undefined : (options.recipe ?? options.bundle));
  const change = { with: options.with, without: options.without };
  const changes = change.with.length + change.without.length > 0;
  if (first === undefined || (second === undefined) !== changes) {
    const hint = 'cairn graph diff A B, or cairn graph diff A --without ROLL, or --with ROLL';
    fail('USAGE', 'Give two things to compare, or one and what is different about it', undefined, hint);
  }
  const before = await readSide(first, options, { with: [], without: [] });
  if (changes && before.kind === 'lock') fail('USAGE', 'A lock cannot be compared with or without a roll');
  return [before, await readSide(second ?? first, options, change)];
}

type GraphSide = DiffSide & { readonly kind: 'graph' };

async function diffSides(
  before: GraphSide,
  after: GraphSide,
  asked: readonly string[],
): Promise<readonly ApplianceDiff[]> {
  const old = await makeProfiles(before, asked);
  const now = await makeProfiles(after, asked);
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  if (names.length === 0) {
    const message = `Neither "${before.name}" nor "${after.name}" declares an appliance`;
    fail('USAGE', message, undefined, 'Name one: --appliance NAME');
  }
  return names.map((name) => diffProfiles(name, old.get(name), now.get(name)));
}

/** The profile of each appliance, of a machine that no site has named. @throws {BuildError} with all errors of all */
export async function makeProfiles(
  side: GraphSide,
  asked: readonly string[],
): Promise<ReadonlyMap<string, Profile>> {
  const { inputs } = side;
  const unevaluated = parseGraph({ ...inputs.bundle });
  const declared = collectEntryPoints(unevaluated).map(({ appliance }) => appliance);
  const all = declared.length > 0 ? declared : guessEntryPoints(unevaluated);
  const wanted = asked.length > 0 ? asked : (side.appliances ?? all);
  // In an imported roll any node may be asked for; elsewhere an appliance may have gone with its roll.
  const isOpen =
    inputs.bundle.rolls.some(({ anyEntry }) => anyEntry === true) || inputs.bundle.lenient === true;
  const names = isOpen ? wanted : wanted.filter((name) => declared.includes(name));
  const graph = parseGraph(await runEvals(inputs.bundle, names, inputs));
  const profiles = new Map<string, Profile>();
  const problems: Problem[] = [];
  for (const name of [...new Set(names)].sort()) {
    const attributes = attributesOfMachine(graph, name, { ...nameMachine(name), ...inputs.host });
    const { passRefusedEvals, rosterOf } = inputs;
    const roster = await rosterOf(name);
    const result = traverse(graph, attributes, name, { allowUnanswered: true, passRefusedEvals, roster });
    if (result.profile === undefined) problems.push(...result.problems);
    else profiles.set(name, result.profile);
  }
  const unique = [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
  if (unique.length > 0) throw new BuildError(listProblems(inputs, unique));
  return profiles;
}
