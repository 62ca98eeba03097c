import {
  type DeclaredAttribute,
  errorProblem,
  type Graph,
  type GraphBundle,
  type GraphEdge,
  type GraphOrder,
  type GraphRoll,
  type Problem,
  type RollSource,
  warningProblem,
} from '../model/mod.ts';
import { readGraphValues } from './attributes/graph-values.ts';
import { LANGUAGE } from './elements/mod.ts';
import { collectFiles, type SortedFiles } from './merge/collect-files.ts';
import { addIntroduced, type Introduced } from './merge/collect-introduced.ts';
import { distinguishRolls } from './merge/label-rolls.ts';
import { mergeNodes, type NodeCandidate } from './merge/merge-nodes.ts';
import type { FileName } from './parse/file-context.ts';
import { parseGraphFile } from './parse/parse-graph-file.ts';
import { parseNodeFile } from './parse/parse-node-file.ts';
import type { Budget } from './parse/read-items.ts';

/** Reserved names of the order, which no node may have. */
const RESERVED: ReadonlySet<string> = new Set(['HEAD', 'TAIL']);

interface Draft {
  readonly candidates: NodeCandidate[];
  readonly edges: GraphEdge[];
  readonly orders: GraphOrder[];
  readonly problems: Problem[];
  readonly budget: Budget;
  readonly introduced: Introduced;
}

/**
 * Parses every file of every roll and merges them to one graph. Nothing here depends on a machine: parse once,
 * traverse many times. Findings are values in `problems`; one bad file does not hide another.
 */
export function parseGraph(given: GraphBundle): Graph {
  const bundle = distinguishRolls(given);
  const sources = [...bundle.rolls, ...(bundle.site === undefined ? [] : [bundle.site])];
  const sorted = sources.map((source) => collectFiles(source.files));
  const rolls = sources.map((source, index) => describeRoll(bundle, source, sorted[index]!));
  const draft: Draft = {
    candidates: [],
    edges: [],
    orders: [],
    problems: [...checkRollNames(given, rolls)],
    budget: { spentBytes: 0 },
    introduced: { declarations: new Map(), defaults: [] },
  };
  for (const [index, files] of sorted.entries()) parseRoll(rolls[index]!, index, files, draft);

  const overrides = sources.map((source) => new Set(source.overrides ?? []));
  const publicNames = sources.map((source) => new Set(source.public ?? []));
  const promised = sources.map((source) => new Set(source.promises ?? []));
  const withdrawn = sources.map((source) => new Set(source.withdraws ?? []));
  const says = { overrides, publicNames, promised, withdrawn };
  const merged = mergeNodes({ rolls, ...says, candidates: draft.candidates });
  const suspects = [...merged.nodes.values()].filter(
    (node) => node.missing !== undefined || node.files.some((file) => file.broken !== undefined),
  );
  const known = readGraphValues(bundle);
  return {
    rolls,
    nodes: merged.nodes,
    suspects: suspects.map((node) => node.name),
    edges: draft.edges,
    orders: draft.orders,
    ...known.values,
    declarations: [...known.values.declarations, ...listNew(draft, known.values.declarations)],
    defaults: draft.introduced.defaults,
    evalOutputs: bundle.evalOutputs ?? {},
    problems: [...draft.problems, ...merged.problems, ...known.problems],
  };
}

/** What a `roll.yaml` declares is declared there. */
function listNew(
  { introduced }: Draft,
  declared: readonly DeclaredAttribute[],
): readonly DeclaredAttribute[] {
  const names = new Set(declared.map(({ name }) => name));
  return [...introduced.declarations.values()].filter(({ name }) => !names.has(name));
}

function describeRoll(bundle: GraphBundle, source: RollSource, files: SortedFiles): GraphRoll {
  const lenient = source.lenient === true || bundle.lenient === true;
  return {
    name: source.name,
    lenient,
    anyEntry: source.anyEntry === true || lenient,
    isSite: source === bundle.site,
    undefinedAttributes: bundle.lenient === true ? 'empty' : (source.undefinedAttributes ?? 'error'),
    requires: source.requires ?? [],
    ...(source.color === undefined ? {} : { color: source.color }),
    allowEval: bundle.allowEval?.includes(source.name) ?? false,
    appliances: source.appliances ?? {},
    templates: source.templates ?? [],
    includes: files.includes,
  };
}

/** @param rolls as they are told apart, in the order of the bundle */
function checkRollNames(given: GraphBundle, rolls: readonly GraphRoll[]): readonly Problem[] {
  const names = [...given.rolls, ...(given.site === undefined ? [] : [given.site])].map(({ name }) => name);
  return names.flatMap((name, index) => {
    const first = rolls[names.indexOf(name)]!;
    const roll = rolls[index]!;
    if (first === roll) return [];
    const build = roll.lenient && first.lenient ? warningProblem : errorProblem;
    const hint = 'Give one of them another name: name in roll.yaml, ROLLNAME in version.mk';
    return [build('ROLL_TWICE', `Two rolls are named "${name}"`, { file: roll.name }, hint)];
  });
}

function parseRoll(roll: GraphRoll, index: number, files: SortedFiles, draft: Draft): void {
  const nameOf = (path: string): FileName => ({
    rollName: roll.name,
    roll: index,
    path,
    lenient: roll.lenient,
    language: LANGUAGE,
  });
  for (const { name, role, file } of files.nodes) {
    if (RESERVED.has(name)) {
      draft.problems.push(reservedProblem(roll, file.path, name));
      continue;
    }
    const parsed = parseNodeFile(file.text, nameOf(file.path), draft.budget);
    const { broken } = parsed.file;
    if (!roll.lenient && broken !== undefined) draft.problems.push(broken);
    draft.problems.push(...parsed.findings.filter((problem) => problem.severity === 'error'));
    addIntroduced(draft.introduced, roll.name, parsed.file, file.text);
    draft.candidates.push({ name, role, text: file.text, file: parsed.file });
  }
  for (const file of files.graphs) {
    const parsed = parseGraphFile(file.text, nameOf(file.path));
    if (parsed.broken !== undefined) draft.problems.push(parsed.broken);
    draft.problems.push(...parsed.findings);
    for (const edge of parsed.edges) draft.edges.push(edge);
    for (const order of parsed.orders) draft.orders.push(order);
  }
}

function reservedProblem(roll: GraphRoll, path: string, name: string): Problem {
  const build = roll.lenient ? warningProblem : errorProblem;
  const place = { file: `${roll.name}/${path}`, line: 1 };
  return build('NODE_RESERVED', `No node can be named "${name}": the name is reserved for orders`, place);
}
