import {
  EXPLAINABLE_ELEMENTS,
  type ExplainableElement,
  type ExplainedKind,
  type Profile,
  resultIn,
} from '../elements/mod.ts';
import type { PresentThing } from '../elements/reports.ts';
import { Machine } from '../machine/machine.ts';
import { findEntry } from '../traverse/entry.ts';
import { reachNodes } from '../traverse/reach.ts';
import { findWays } from './chains.ts';
import { findCloseNames } from './close-names.ts';
import { describeEdge, describeGuards } from './conditions.ts';
import { explainAttribute } from './explain-attribute.ts';
import { type LocalEdge, listLocalEdges } from './local-edges.ts';
import { collectAllMentions, type RawMention } from './mentions.ts';
import { explainUnreached, type Surroundings } from './reasons.ts';
import type { Explanation, Finding, Mention, Reason, RollPlace, ThingKind } from './types.ts';

export interface ExplainOptions {
  /** Only things of this kind. */
  readonly kind?: ThingKind;
  /** How many chains are given for each node; the rest is counted. */
  readonly chains?: number;
}

const CHAINS = 10;

/** One question: the machine, what it gets, and everything that is looked at more than once. */
interface Question extends Surroundings {
  readonly thing: string;
  readonly there: readonly LocalEdge[];
  readonly mentions: readonly RawMention[];
  readonly chains: number;
}

/**
 * Says why a machine has something, or has it not. Pure; secret values are masked.
 *
 * @param appliance what was traversed
 * @param profile what `traverse` gave for the same graph, attributes and appliance; without one (the graph has errors)
 *   only attributes and nodes are explained
 * @param thing name of a node, package, unit, directive or attribute, or path of a file
 */
export function explain(
  machine: Machine,
  appliance: string,
  profile: Profile | undefined,
  thing: string,
  options: ExplainOptions = {},
): Explanation {
  // Names are expanded once more, and what cannot be was already reported with the profile.
  const silent = new Machine(machine.graph, machine.attributes, {
    ...machine.options,
    allowUnanswered: true,
  });
  const found = findEntry(silent, appliance);
  const entry = 'node' in found ? found.node : appliance;
  const edges = listLocalEdges(silent);
  const question: Question = {
    machine: silent,
    thing,
    entry,
    edges,
    there: edges.filter(({ holds }) => holds),
    reached: new Set(reachNodes(silent, entry).names),
    mentions: collectAllMentions(silent, silent.graph),
    chains: options.chains ?? CHAINS,
  };
  const wants = (kind: ThingKind): boolean => options.kind === undefined || options.kind === kind;
  const attribute = wants('attribute') ? explainAttribute(silent, thing) : undefined;
  const findings = [
    ...(wants('node') ? explainNode(question) : []),
    ...EXPLAINABLE_ELEMENTS.flatMap((element) =>
      profile !== undefined && wants(element.name) ? explainElement(question, profile, element) : [],
    ),
  ];
  const isThere = attribute !== undefined || findings.some(({ state }) => state === 'present');
  return {
    appliance,
    entry,
    thing,
    ...(attribute === undefined ? {} : { attribute }),
    findings,
    close: isThere ? [] : findCloseNames(thing, listNames(question, wants)),
  };
}

function listNames(
  { machine, mentions, edges }: Question,
  wants: (kind: ThingKind) => boolean,
): { readonly [Kind in ThingKind]?: Iterable<string> } {
  const { graph, attributes } = machine;
  const named = EXPLAINABLE_ELEMENTS.filter(({ name }) => wants(name)).map(
    ({ name: kind }) => [kind, mentions.filter((one) => one.kind === kind).map(({ name }) => name)] as const,
  );
  return {
    attribute: wants('attribute')
      ? [...attributes.keys(), ...graph.declarations.map(({ name }) => name)]
      : [],
    node: wants('node') ? [...graph.nodes.keys(), ...edges.map(({ to }) => to)] : [],
    ...Object.fromEntries(named),
  };
}

function explainNode(question: Question): readonly Finding[] {
  const { machine, thing, reached, edges, entry } = question;
  const { graph } = machine;
  const node = graph.nodes.get(thing);
  const mentioning = edges.filter(({ from, to }) => from === thing || to === thing);
  if (node === undefined && mentioning.length === 0) return [];
  const isDefined = node !== undefined && node.missing === undefined;
  const common = { kind: 'node', name: thing, by: [], against: [] } as const;
  const defined = (node?.files ?? []).map(
    ({ roll, path }): RollPlace => ({ roll: graph.rolls[roll]!.name, file: path, line: 1 }),
  );
  const reasons: Reason[] = [];
  if (!isDefined) {
    const reports = mentioning.map(({ edge, from, to }) => describeEdge(machine, edge, from, to));
    reasons.push({ kind: 'undefined', edges: reports });
  }
  if (!reached.has(thing)) reasons.push(explainUnreached(question, thing));
  const state = reasons.length === 0 ? 'present' : 'absent';
  const ways = reached.has(thing) ? [waysTo(question, thing)] : [];
  return [{ ...common, state, defined, ways, reasons: thing === entry && isDefined ? [] : reasons }];
}

function waysTo({ machine, there, entry, chains }: Question, node: string): Finding['ways'][number] {
  return findWays(machine, there, entry, node, chains);
}

/** What an element came to: from the profile if it is there, else from what the rolls say about it. */
function explainElement(
  question: Question,
  profile: Profile,
  element: ExplainableElement,
): readonly Finding[] {
  const { thing, mentions } = question;
  const { name: kind } = element;
  const { present, matches } = element.result.report.explain;
  const isMeant = (name: string): boolean => matches?.(name, thing) ?? name === thing;
  const here = present(resultIn(profile, element)).filter(({ name }) => isMeant(name));
  if (here.length > 0) return here.map((one) => describePresent(question, kind, one));
  const named = mentions.filter((one) => one.kind === kind && isMeant(one.name));
  if (named.length === 0) return [];
  const names = [...new Set(named.map(({ name }) => name))].sort();
  return names.map((name) => describeAbsent(question, kind, name, named));
}

function describePresent(question: Question, kind: ExplainedKind, present: PresentThing): Finding {
  const { machine, mentions } = question;
  const { name, state } = present;
  const report = ({ node, roll, file, line, says }: PresentThing['by'][number]): Mention => {
    const raw = mentions.find(
      (one) =>
        one.kind === kind &&
        one.name === name &&
        one.node === node &&
        one.line === line &&
        one.file.path === file &&
        machine.graph.rolls[one.file.roll]!.name === roll,
    );
    const conditions = raw === undefined ? [] : describeGuards(machine, raw.guards, raw.file);
    return { node, roll, file, line, says, conditions };
  };
  const nodes = [...new Set([...present.by, ...present.against].map(({ node }) => node))];
  const by = present.by.map(report);
  return {
    kind,
    name,
    state,
    by,
    against: present.against.map(report),
    ways: nodes.map((node) => waysTo(question, node)),
    reasons: state === 'disabled' ? [{ kind: 'disabled', by }] : [],
  };
}

function describeAbsent(
  question: Question,
  kind: ExplainedKind,
  name: string,
  named: readonly RawMention[],
): Finding {
  const { machine, reached } = question;
  const reasons = named
    .filter((one) => one.name === name)
    .map((raw): Reason => {
      const { node, file, line, says } = raw;
      const roll = machine.graph.rolls[file.roll]!.name;
      const conditions = describeGuards(machine, raw.guards, file);
      const mention = { node, roll, file: file.path, line, says, conditions };
      if (reached.has(node)) return { kind: 'condition', mention };
      return { ...explainUnreached(question, node), mention };
    });
  return { kind, name, state: 'absent', by: [], against: [], ways: [], reasons };
}
