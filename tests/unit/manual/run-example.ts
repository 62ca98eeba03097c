import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { debian } from '../../../builder/backends/debian/debian.ts';
import { planInstallation } from '../../../builder/backends/mod.ts';
import { attributesOfMachine, checkGraph, parseGraph, traverse } from '../../../builder/graph/mod.ts';
import {
  type AttributeMap,
  type GraphBundle,
  isIntrinsicAttribute,
  type Problem,
  type RollSource,
  type Roster,
} from '../../../builder/model/mod.ts';
import type { Block } from './read-manual.ts';

/** The appliance that examples are about, unless their `roll.yaml` names others. */
const APPLIANCES = { web: { node: 'web' } };

const RESULT = /^(json \w+|text (problems|conditions))$/;
const FILE = /^\w+ (\w+)\/((?:nodes|graphs|include)\/[\w.-]+)$/;
const ROLL = /^yaml (\w+)\/roll\.yaml$/;

/** What an example gives the engine. */
interface Given {
  readonly rolls: readonly RollSource[];
  readonly attributes: AttributeMap;
  readonly bundle: Partial<GraphBundle>;
  /** What programs of `<eval>` print. */
  readonly output: string | undefined;
  readonly roster: Roster | undefined;
}

/** True for a block that says what comes of an example; others are what it is made of. */
export function isResult({ info }: Block): boolean {
  return RESULT.test(info);
}

/** Runs an example through the engine and the back-end, and compares what comes of it with what the page says. */
export function runExample(blocks: readonly Block[]): void {
  const where = `example in line ${blocks[0]!.line}`;
  const given = readGiven(blocks);
  const results = blocks.filter(isResult);
  assert.ok(results.length > 0, `${where} says nothing about what comes of it`);
  const { found, problems } = askEngine(given);
  const expected = results.find(({ info }) => info === 'text problems')?.text ?? '';
  assert.equal(problems, expected.split('\n').filter(Boolean), where);
  for (const { info, text, line } of results) {
    if (info === 'text conditions') compareConditions(given, text, line);
    else if (info !== 'text problems') {
      const key = info.slice('json '.length);
      assert.ok(Object.hasOwn(found, key), `line ${line}: there is no "${key}"`);
      comparePart(found[key], JSON.parse(text), `line ${line}: ${key}`);
    }
  }
}

function readGiven(blocks: readonly Block[]): Given {
  const rolls = new Map<string, { said: object; files: { path: string; text: string }[] }>();
  const open = (name: string): { said: object; files: { path: string; text: string }[] } => {
    const roll = rolls.get(name) ?? { said: name === 'mine' ? { appliances: APPLIANCES } : {}, files: [] };
    rolls.set(name, roll);
    return roll;
  };
  let attributes: AttributeMap = {};
  let bundle: Partial<GraphBundle> = {};
  let output: string | undefined;
  let roster: Roster | undefined;
  open('mine');
  for (const block of blocks) {
    const { info, text, line } = block;
    const file = FILE.exec(info);
    const roll = ROLL.exec(info);
    if (file !== null) open(file[1]!).files.push({ path: file[2]!, text });
    else if (roll !== null) Object.assign(open(roll[1]!).said, parse(text));
    else if (info === 'yaml attributes') attributes = readAttributes(text);
    else if (info === 'yaml recipe') bundle = parse(text);
    else if (info === 'text output') output = text;
    else if (info === 'yaml hosts') roster = { from: 'the page', hosts: parse(text) };
    else if (!isResult(block)) throw new Error(`Line ${line}: nobody knows what "${info}" is`);
  }
  const mine = open('mine');
  const all = [...rolls.values()].flatMap(({ files }) => files);
  mine.files.push(...addStart(all), ...addEmptyNodes(all));
  const list = [...rolls].map(([name, { said, files }]) => ({ name, ...said, files }));
  return { rolls: list, attributes, bundle, output, roster };
}

function readAttributes(text: string): AttributeMap {
  const values = Object.entries(parse(text, { schema: 'failsafe' }) as Record<string, string>);
  return Object.fromEntries(values.map(([name, value]) => [name, String(value)]));
}

/** An example without a graph starts at its node `web` all the same, and reaches all nodes that it shows. */
function addStart(files: readonly { path: string; text: string }[]): { path: string; text: string }[] {
  if (files.some(({ path }) => path.startsWith('graphs/'))) return [];
  const names = files.flatMap(({ path }) => /^nodes\/(?!extend-|replace-)(.*)\.xml$/.exec(path)?.[1] ?? []);
  const empty = ['web', 'rest'].filter((name) => !names.includes(name));
  const edges = [...names.filter((name) => name !== 'web'), 'rest'].map(
    (name) => `<edge from="web" to="${name}"/>`,
  );
  return [
    { path: 'graphs/start.xml', text: `<graph>${edges.join('')}</graph>` },
    ...empty.map((name) => ({ path: `nodes/${name}.xml`, text: '<node/>' })),
  ];
}

/** Nodes that an edge names and the example does not show are empty. */
function addEmptyNodes(files: readonly { path: string; text: string }[]): { path: string; text: string }[] {
  const shown = new Set(files.map(({ path }) => path));
  const graphs = files.filter(({ path }) => path.startsWith('graphs/')).map(({ text }) => text);
  const named = graphs.flatMap((text) =>
    [...text.matchAll(/(?:from|to)="([\w-]+)"|<(?:from|to)\b[^>]*>([\w-]+)</g)].map(
      (match) => match[1] ?? match[2]!,
    ),
  );
  const paths = [...new Set(named)].map((name) => `nodes/${name}.xml`);
  return paths.filter((path) => !shown.has(path)).map((path) => ({ path, text: '<node/>' }));
}

/** The profile with the back-end's plan of it, and every error of `graph check`, warning of a machine and refusal. */
function askEngine({ rolls, attributes, bundle, output, roster }: Given): {
  readonly found: Readonly<Record<string, unknown>>;
  readonly problems: readonly string[];
} {
  const entries = Object.entries(attributes);
  const host = Object.fromEntries(entries.filter(([name]) => isIntrinsicAttribute(name)));
  const global = Object.fromEntries(entries.filter(([name]) => !isIntrinsicAttribute(name)));
  const whole: GraphBundle = {
    ...{ format: 1, os: 'debian-13', arch: 'amd64', rolls, attributes: { global } },
    ...bundle,
  };
  const ask = (evalOutputs: AttributeMap) => {
    const graph = parseGraph({ ...whole, evalOutputs });
    const collectEvals = output === undefined || Object.keys(evalOutputs).length === 0;
    const among = roster === undefined ? {} : { roster };
    const options = { collectEvals: output !== undefined && collectEvals, ...among };
    const machine = attributesOfMachine(graph, 'web', { hostname: 'web-0-0', rack: '0', rank: '0', ...host });
    const { profile, problems } = traverse(graph, machine, 'web', options);
    return { graph, profile, problems };
  };
  const first = ask({});
  const keys = output === undefined ? [] : (first.profile?.evals ?? []).map(({ key }) => key);
  const { graph, profile, problems } =
    keys.length === 0 ? first : ask(Object.fromEntries(keys.map((key) => [key, output!.trimEnd()])));
  const planned = profile === undefined ? undefined : planInstallation(debian, profile);
  // As `cairn graph check` asks
  const checked = checkGraph(graph, { collectEvals: true, host }).filter(
    ({ severity }) => severity === 'error',
  );
  const lines = [...problems, ...checked, ...(planned?.problems ?? [])].map(formatLine);
  return { found: { ...profile, plan: planned?.plan }, problems: [...new Set(lines)] };
}

function formatLine({ severity, code, place }: Problem): string {
  const spot = place?.line === undefined ? '' : `:${place.line}`;
  return `${severity} ${code} ${place?.file ?? ''}${spot}`.trimEnd();
}

/** The page need not show all that there is: what it shows must be there, and a list be as long. */
function comparePart(actual: unknown, expected: unknown, where: string): void {
  if (Array.isArray(expected)) {
    const list = Array.isArray(actual) ? actual : [];
    if (list.length !== expected.length) assert.equal(actual, expected, where);
    for (const [at, one] of expected.entries()) comparePart(list[at], one, `${where}[${at}]`);
  } else if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) assert.equal(actual, expected, where);
    for (const [key, one] of Object.entries(expected))
      comparePart((actual as Record<string, unknown>)[key], one, `${where}.${key}`);
  } else assert.is(actual, expected, where);
}

/** Lines of a condition, an arrow and whether it holds. */
function compareConditions(given: Given, text: string, line: number): void {
  const escapeCondition = (cond: string): string =>
    cond.replace(/[&<"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '"': '&quot;' })[sign]!);
  for (const row of text.split('\n').filter(Boolean)) {
    const [, cond, holds] = /^(.*?)\s+-> (holds|does not hold)$/.exec(row) ?? [];
    if (cond === undefined) throw new Error(`Line ${line}: "${row}" is no condition`);
    const node = `<node><package cond="${escapeCondition(cond)}">it</package></node>`;
    const files = [{ path: 'nodes/web.xml', text: node }];
    const roll = { name: 'mine', appliances: APPLIANCES, files: [...files, ...addStart(files)] };
    const { found, problems } = askEngine({ ...given, rolls: [roll] });
    assert.equal(problems, [], `line ${line}: ${cond}`);
    comparePart(
      found['packages'],
      { enabled: holds === 'holds' ? [{ name: 'it' }] : [] },
      `${line}: ${cond}`,
    );
  }
}
