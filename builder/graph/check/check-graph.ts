import { type AttributeMap, formatPlace, type Graph, type Origin, type Problem } from '../../model/mod.ts';
import { attributesOfMachine } from '../attributes/attributes-of-machine.ts';
import { nameMachine } from '../attributes/name-machine.ts';
import type { Profile } from '../elements/mod.ts';
import { collectEntryPoints, guessEntryPoints } from '../traverse/entry.ts';
import { mergeProblems } from '../traverse/merge-problems.ts';
import { traverse } from '../traverse/traverse.ts';
import { checkAppliances } from './check-appliances.ts';
import { checkEdges, checkOrphans, type DanglingEnds, listDanglingEnds, placeOfEdge } from './check-edges.ts';
import { checkEvals } from './check-evals.ts';
import { checkFacts } from './check-facts.ts';
import { checkOrders } from './check-orders.ts';
import { checkProfile } from './check-profile.ts';
import { checkReferences } from './check-references.ts';
import { checkScriptValues } from './check-script-values.ts';
import { checkWaits, collectWaits } from './check-waits.ts';

export interface CheckOptions {
  /** Edges between rolls need a public end. */
  readonly strict?: boolean;
  /** Values of an example machine; intrinsic names may be among them. */
  readonly host?: AttributeMap;
  /** Outputs of programs are not known yet. */
  readonly collectEvals?: boolean;
}

/** Looks at what one appliance gets on an example machine. */
export type ProfileInspector = (profile: Profile) => readonly Problem[];

/**
 * Everything that is wrong with a graph, or may be: what the files say, what no machine will ever use, and what
 * every appliance meets on an example machine.
 *
 * @param inspect what is wrong about the profile of an appliance that this does not know
 * @returns each finding once, in order of place
 */
export function checkGraph(
  graph: Graph,
  options: CheckOptions = {},
  inspect: ProfileInspector = () => [],
): readonly Problem[] {
  const nodes = [...graph.nodes.values()];
  const waits = new Map<string, ReadonlyMap<string, Origin>>();
  const look: ProfileInspector = (profile) => {
    waits.set(profile.appliance, collectWaits(profile.scripts));
    return inspect(profile);
  };
  const met = listEntries(graph).map(({ name, isGuess }) => checkEntry(graph, name, isGuess, options, look));
  const dangling = listDanglingEnds(graph);
  const found = [
    graph.problems,
    nodes.flatMap((node) => node.missing ?? []),
    nodes.flatMap((node) => node.files).flatMap((file) => file.broken ?? file.warnings),
    checkAppliances(graph),
    checkEdges(graph, dangling, options.strict === true),
    checkOrphans(graph),
    checkOrders(graph),
    checkReferences(graph, options.host),
    checkFacts(graph),
    checkScriptValues(graph),
    checkWaits(graph, waits),
    dropRepetitions(met.flat(), graph, dangling),
  ];
  return sortProblems(mergeProblems(found.flat()));
}

/** What an appliance meets at an edge that dangles is told once, for the edge. */
function dropRepetitions(met: readonly Problem[], graph: Graph, dangling: DanglingEnds): readonly Problem[] {
  const ends = [...dangling.values()].flat();
  const spots = new Set(ends.map(({ edge }) => formatPlace(placeOfEdge(graph, edge))));
  return met.filter(({ code, place }) => {
    if (code === 'EDGE_DANGLING') return false;
    return code !== 'NODE_MISSING' || place === undefined || !spots.has(formatPlace(place));
  });
}

/** Declared appliances; in rolls that declare none, the nodes that edges only start from. */
function listEntries(graph: Graph): readonly { readonly name: string; readonly isGuess: boolean }[] {
  const declared = collectEntryPoints(graph).map(({ appliance }) => ({ name: appliance, isGuess: false }));
  return [...declared, ...guessEntryPoints(graph).map((name) => ({ name, isGuess: true }))];
}

function checkEntry(
  graph: Graph,
  name: string,
  isGuess: boolean,
  options: CheckOptions,
  inspect: ProfileInspector,
): readonly Problem[] {
  const example = { ...nameMachine(name), ...options.host };
  const attributes = attributesOfMachine(graph, name, example);
  const { profile, problems } = traverse(graph, attributes, name, {
    allowUnanswered: true,
    strict: options.strict === true,
    collectEvals: options.collectEvals === true,
    keepGoing: true,
  });
  const inspected = profile === undefined ? [] : inspect(profile);
  const evals = checkEvals(graph, attributes, name);
  const found = [...problems, ...checkProfile(profile), ...evals, ...inspected];
  // An entry point is unreachable or not: `checkAppliances` says so, with its place.
  const useful = found.filter((problem) => problem.code !== 'ENTRY_UNKNOWN');
  if (!isGuess) return useful;
  return useful.map((problem) =>
    isCertain(problem) ? problem : { ...problem, severity: 'warning' as const },
  );
}

/** What is wrong even if nobody ever asks for the entry point that was guessed. */
function isCertain({ code }: Problem): boolean {
  return code === 'ORDER_CYCLE' || code === 'XML_SYNTAX' || code === 'CONDITION_SYNTAX';
}

function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const key = ({ place, code }: Problem): string => {
    const pad = (value: number | undefined): string => String(value ?? 0).padStart(9, '0');
    return [place?.file ?? '', pad(place?.line), pad(place?.column), code].join('\n');
  };
  const keyed = problems.map((problem) => ({ problem, key: key(problem) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ problem }) => problem);
}
