import { debian } from '../../backends/debian/debian.ts';
import { planQuestions } from '../../backends/debian/questions.ts';
import type { DebianInstallation, DebianPlan } from '../../backends/debian/types.ts';
import {
  type DescribedMachine,
  describeMachine,
  type MachineInput,
  planInstallation,
  type RecordIdentity,
} from '../../backends/mod.ts';
import { collectSettledNames, openMachine, type Profile, parseGraph, traverse } from '../../graph/mod.ts';
import { GRAPH_BUNDLE } from '../../model/documents/mod.ts';
import {
  type AttributeMap,
  type AttributeSource,
  BuildError,
  type GraphBundle,
  isIntrinsicAttribute,
  type Problem,
  RELEASE_ATTRIBUTE,
  type ResolvedAttributes,
} from '../../model/mod.ts';
import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import { readDocument } from '../machine/read-document.ts';
import type { InstallState } from '../machine/state.ts';
import { checkAnswers } from './check-answers.ts';
import { collectMissing, collectQuestions, type MissingAnswer, mergeAnswers } from './missing.ts';
import { readRoster } from './read-roster.ts';
import { resolveAnswers } from './resolve-answers.ts';

export { nameScripts } from '../../backends/debian/record-scripts.ts';
export type { DebianInstallation, DebianPlan };

/** A machine's whole description, made in the installer's memory. */
export interface Compiled {
  readonly plan: DebianPlan;
  /** What it is made of, with secrets masked, to be kept on the machine. */
  readonly description: Profile;
  /** Every attribute with its value. */
  readonly attributes: AttributeMap;
  /** Answers of the place that are no secret, to be kept with the graph on a frontend. */
  readonly openAnswers: AttributeMap;
  /** Those of the machine's own keys (`InstallState.keys`) that its description uses. */
  readonly usedKeys: readonly string[];
  /** Required and without a value: must be asked for. */
  readonly missing: readonly MissingAnswer[];
  /** All that may be asked for, with present values as proposals. */
  readonly askable: readonly MissingAnswer[];
}

/**
 * Compiles the graph for this machine; the same answers are compiled once, however many steps ask. Answers, weakest
 * first: recipe, site on the medium, site on a stick (or, of a machine that a frontend knows: what the frontend
 * says), kernel command line, dialogs.
 *
 * @throws {BuildError} every error of graph, site and directives; unanswered attributes are no error here
 */
export function compile(effects: Effects, state: InstallState): Compiled {
  const key = JSON.stringify([
    state.options,
    state.source.discs?.map(({ id }) => id),
    state.sites,
    state.given,
    state.keys,
    state.host,
    state.secrets,
  ]);
  const kept = effects.read(PATHS.compiled);
  if (kept !== undefined) {
    const earlier = JSON.parse(kept) as { readonly key: string; readonly compiled: Compiled };
    if (earlier.key === key) return earlier.compiled;
  }
  const compiled = compileAnew(effects, state);
  effects.write(PATHS.compiled, JSON.stringify({ key, compiled }), 0o600);
  return compiled;
}

/** The graph that this machine is made from: the medium's, or that of the frontend that knows it. */
export function readBundle(effects: Effects, { host }: Pick<InstallState, 'host'>): GraphBundle {
  const path = host === undefined ? PATHS.bundle : PATHS.fetchedBundle;
  return readDocument(effects, path, GRAPH_BUNDLE);
}

/** This machine as graph and answers say it is. @throws {BuildError} values that nobody may have */
export function readMachine(effects: Effects, state: InstallState): MachineInput {
  const bundle = readBundle(effects, state);
  const appliance = state.host?.appliance ?? state.options.appliance;
  const graph = parseGraph(bundle);
  const resolved = resolveAnswers(effects, state, graph, appliance);
  const refused = checkAnswers(bundle, graph, resolved, state.options);
  if (refused.length > 0) throw new BuildError(refused);
  return { graph, resolved, appliance, roster: readRoster(effects, state, resolved) };
}

/** What a machine is made to, as things and as a record of them. @param key of its digests */
export function describeThis(input: MachineInput, identity: RecordIdentity, key: string): DescribedMachine {
  return describeMachine(debian, input, identity, key);
}

function compileAnew(effects: Effects, state: InstallState): Compiled {
  const { graph, resolved, appliance, roster } = readMachine(effects, state);
  const known = openMachine(graph, resolved, { roster }).attributes;
  const attributes = Object.fromEntries([...known.values()].map(({ name, value }) => [name, value]));
  // First what this machine asks: an answer may be all that it lacks
  const masked = traverse(graph, resolved, appliance, { allowUnanswered: true, roster });
  if (masked.profile === undefined) throw new BuildError(errorsIn(masked.problems));
  const { questions } = planQuestions(masked.profile.screens);
  // What a program looked at has its value: any other would be refused
  const settled = collectSettledNames(graph);
  const collect = (onlyMissing: boolean): readonly MissingAnswer[] =>
    mergeAnswers(
      collectMissing(graph.declarations, attributes, onlyMissing),
      collectQuestions(questions, attributes, onlyMissing),
    ).filter(({ name }) => !settled.has(name));
  const missing = collect(true);
  const traversed = traverse(graph, resolved, appliance, {
    revealSecrets: true,
    allowUnanswered: missing.length > 0,
    roster,
  });
  if (traversed.profile === undefined) throw new BuildError(errorsIn(traversed.problems));
  const { plan, problems } = planInstallation(debian, traversed.profile);
  const errors = errorsIn(problems);
  if (errors.length > 0) throw new BuildError(errors);
  return {
    plan,
    description: masked.profile,
    attributes,
    openAnswers: collectOpenAnswers(resolved),
    usedKeys: Object.keys(state.keys ?? {}).filter((name) => traversed.reads.has(name)),
    missing,
    askable: collect(false),
  };
}

/** What is done to make a machine of this profile. */
export function planOf(real: Profile): DebianPlan {
  return debian.plan(real).plan;
}

/** The texts of a plan, with other lines in the place of its own. */
export function renderPlanned(plan: DebianPlan, shell: readonly string[] = plan.shell): DebianInstallation {
  return debian.render({ ...plan, shell });
}

function errorsIn(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ severity }) => severity === 'error');
}

/** The texts of an installation, and the same as they are kept on the machine: without secrets. */
export interface RenderedTexts {
  readonly texts: DebianInstallation;
  readonly kept: DebianInstallation;
}

/** By plan: every stage asks for them, and they are the work of seconds on a slow machine. */
const rendered = new WeakMap<DebianPlan, RenderedTexts>();

/** Renders the texts of an installation, once for each plan. */
export function renderCompiled({ plan, description }: Pick<Compiled, 'plan' | 'description'>): RenderedTexts {
  const earlier = rendered.get(plan);
  if (earlier !== undefined) return earlier;
  const texts = { texts: debian.render(plan), kept: debian.render(debian.plan(description).plan) };
  rendered.set(plan, texts);
  return texts;
}

/** What files, dialogs and the hardware answered, without secrets and without what only the engine may set. */
function collectOpenAnswers(resolved: ResolvedAttributes): AttributeMap {
  const scopes: readonly AttributeSource['scope'][] = ['global', 'appliance', 'host'];
  const answers = [...resolved.values()].filter(
    ({ name, secret, winner }) =>
      !secret && !isIntrinsicAttribute(name) && name !== RELEASE_ATTRIBUTE && scopes.includes(winner.scope),
  );
  return Object.fromEntries(answers.map(({ name, value }) => [name, value]));
}
