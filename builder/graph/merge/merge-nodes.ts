import {
  errorProblem,
  type GraphNode,
  type GraphRoll,
  type NodeFile,
  type Problem,
  warningProblem,
} from '../../model/mod.ts';
import type { NodeRole } from './collect-files.ts';

/** A node file with what is needed to decide about it. */
export interface NodeCandidate {
  readonly name: string;
  readonly role: NodeRole;
  /** As shipped: byte-identical files of one name are one node. */
  readonly text: string;
  readonly file: NodeFile;
}

export interface MergeInput {
  readonly rolls: readonly GraphRoll[];
  /** By roll: names whose content in it wins. */
  readonly overrides: readonly ReadonlySet<string>[];
  /** By roll: its names that others rest on, and names of others whose place it knowingly takes. */
  readonly promised: readonly ReadonlySet<string>[];
  readonly withdrawn: readonly ReadonlySet<string>[];
  /** By roll: names that it declares public. */
  readonly publicNames: readonly ReadonlySet<string>[];
  /** In roll order, within a roll in path order. */
  readonly candidates: readonly NodeCandidate[];
}

/** Merges the node files of all rolls to nodes, by name in code-unit order. */
export function mergeNodes(input: MergeInput): {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly problems: readonly Problem[];
} {
  const byName = new Map<string, NodeCandidate[]>();
  for (const candidate of input.candidates) {
    const list = byName.get(candidate.name);
    if (list === undefined) byName.set(candidate.name, [candidate]);
    else list.push(candidate);
  }
  const nodes = new Map<string, GraphNode>();
  const problems: Problem[] = [];
  for (const name of [...byName.keys()].sort()) {
    nodes.set(name, mergeNode(input, name, byName.get(name)!, problems));
  }
  return { nodes, problems };
}

function mergeNode(
  input: MergeInput,
  name: string,
  candidates: readonly NodeCandidate[],
  problems: Problem[],
): GraphNode {
  const of = (role: NodeRole): NodeCandidate[] => candidates.filter((candidate) => candidate.role === role);
  const replacements = of('replace');
  const bases = replacements.length > 0 ? replacements : of('base');
  const extensions = of('extend');
  const before = problems.length;
  const chosen = bases.length === 0 ? undefined : choose(input, name, bases, problems);
  // Of several that nobody chose between, that is all that is told
  if (chosen !== undefined && problems.length === before)
    checkPromise(input, name, chosen, candidates, problems);
  const files = [...(chosen === undefined ? [] : [chosen]), ...extensions].map(({ file }) => file);
  noteUnused(input, candidates, files, problems);
  const rolls = candidates.filter(({ role }) => role !== 'extend').map(({ file }) => file.roll);
  const isPublic = files.some((file) => file.public) || input.publicNames.some((names) => names.has(name));
  const node = { name, files, rolls, public: isPublic };
  if (chosen !== undefined) return node;
  const missing = extendAlone(input, name, extensions[0]!);
  if (!input.rolls[extensions[0]!.file.roll]!.lenient) problems.push(missing);
  return { ...node, missing };
}

/** A lenient file that is broken but not used stops nothing. */
function noteUnused(
  input: MergeInput,
  candidates: readonly NodeCandidate[],
  used: readonly NodeFile[],
  problems: Problem[],
): void {
  for (const { file } of candidates) {
    if (file.broken === undefined || used.includes(file) || !input.rolls[file.roll]!.lenient) continue;
    problems.push({ ...file.broken, severity: 'warning' });
  }
}

function extendAlone(input: MergeInput, name: string, extension: NodeCandidate): Problem {
  const message = `Node "${name}" is extended but not defined: no roll has nodes/${name}.xml`;
  return errorProblem('EXTEND_WITHOUT_NODE', message, { file: placeOf(input, extension), line: 1 });
}

/** Which of several files of one name counts: the only content, the last that overrides, or (leniently) the last. */
function choose(
  input: MergeInput,
  name: string,
  bases: readonly NodeCandidate[],
  problems: Problem[],
): NodeCandidate {
  const first = bases[0]!;
  const different = bases.find(({ text }) => text !== first.text);
  if (different === undefined) return first;
  const overriding = bases.filter(({ file }) => input.overrides[file.roll]!.has(name)).at(-1);
  if (overriding !== undefined) return overriding;
  const last = bases.at(-1)!;
  const isLenient = bases.every(({ file }) => input.rolls[file.roll]!.lenient);
  const what = first.role === 'replace' ? 'replaced' : 'defined';
  const others = bases.filter((base) => base !== last).map((base) => `"${placeOf(input, base)}"`);
  const message = `Node "${name}" is ${what} differently by several rolls: "${placeOf(input, last)}" and ${others.join(', ')}`;
  const place = { file: placeOf(input, last), line: 1 };
  if (isLenient) {
    const hint = `The last one given is taken: "${placeOf(input, last)}"`;
    problems.push(warningProblem('NODE_TWICE', message, place, hint));
  } else {
    const hint =
      `Rename the node of one of them, in nodes/, graphs/ and roll.yaml; to add to the other one, write ` +
      `nodes/extend-${name}.xml. Only where it shall take the other's place: overrides: [${name}] in its roll.yaml`;
    problems.push(errorProblem('NODE_TWICE', message, place, hint));
  }
  return last;
}

/** Who takes the place of a node that machines rest on says so in so many words: else its name was an accident. */
function checkPromise(
  input: MergeInput,
  name: string,
  chosen: NodeCandidate,
  candidates: readonly NodeCandidate[],
  problems: Problem[],
): void {
  const { roll } = chosen.file;
  // A site has no roll.yaml to say it in
  const isSites = input.rolls[roll]!.isSite && chosen.role === 'replace';
  const isKept = isSites || input.promised[roll]!.has(name) || input.withdrawn[roll]!.has(name);
  const promise = candidates.find(
    ({ role, file, text }) =>
      role === 'base' && file.roll !== roll && input.promised[file.roll]!.has(name) && text !== chosen.text,
  );
  if (isKept || promise === undefined) return;
  const promiser = input.rolls[promise.file.roll]!.name;
  const own = input.rolls[roll]!.name;
  const message = `Node "${name}" of roll "${own}" takes the place of one that roll "${promiser}" promises to every machine: what "${placeOf(input, promise)}" does would be gone`;
  const hint = `Give it another name, or add to the other one with nodes/extend-${name}.xml; where it does all of that itself, write withdraws: [${name}] in the roll.yaml of "${own}"`;
  const build = input.rolls[roll]!.lenient ? warningProblem : errorProblem;
  problems.push(build('NODE_PROMISED', message, { file: placeOf(input, chosen), line: 1 }, hint));
}

function placeOf(input: MergeInput, { file }: NodeCandidate): string {
  return `${input.rolls[file.roll]!.name}/${file.path}`;
}
