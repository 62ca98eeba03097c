import {
  type ElementDefault,
  type Graph,
  isFactName,
  type ResolvedAttribute,
  type ResolvedAttributes,
} from '../../model/mod.ts';
import { Machine, type TraverseOptions } from './machine.ts';

/** A machine of a graph, with the attributes that node files give it. */
export function openMachine(graph: Graph, attributes: ResolvedAttributes, options: TraverseOptions): Machine {
  return new Machine(graph, addElementDefaults(graph, attributes, options), options);
}

/** The attributes of a machine with what node files say of those that nobody gave a value. */
function addElementDefaults(
  graph: Graph,
  attributes: ResolvedAttributes,
  { roster }: TraverseOptions,
): ResolvedAttributes {
  const missing = graph.defaults.filter(({ name }) => !attributes.has(name));
  if (missing.length === 0) return attributes;
  const machine = new Machine(graph, attributes, { revealSecrets: true, roster });
  const all = new Map(attributes);
  for (const one of missing) {
    const value = all.has(one.name) ? undefined : valueOn(machine, one);
    if (value !== undefined) all.set(one.name, describe(machine, one, value));
  }
  return all;
}

/** Undefined where a condition does not hold, or what it refers to has no value. */
function valueOn(machine: Machine, { roll, path, value, guards }: ElementDefault): string | undefined {
  const source = { roll, path };
  const holds = guards.every((guard) => guard.cond?.broken === undefined && machine.holds(guard, source));
  const isKnown =
    typeof value === 'string' ||
    value.every(
      (part) => typeof part === 'string' || isFactName(part.name) || machine.attributes.has(part.name),
    );
  return holds && isKnown ? machine.expandText(value, source).trim() : undefined;
}

function describe(machine: Machine, { name, roll }: ElementDefault, value: string): ResolvedAttribute {
  const winner = { scope: 'default' as const, value, roll: machine.graph.rolls[roll]!.name };
  return { name, value, secret: machine.isSecret(name), winner, losers: [] };
}
