import type { GraphEdge, Guard, GuardList } from '../../model/mod.ts';
import type { FileSource, Machine } from '../machine/machine.ts';
import type { ConditionReport, EdgeReport, SeenValue } from './types.ts';

/** Every condition of some guards, with what it saw on this machine. */
export function describeGuards(
  machine: Machine,
  guards: readonly (Guard | undefined)[],
  source: FileSource,
): readonly ConditionReport[] {
  return guards.flatMap((guard) => (guard === undefined ? [] : describeGuard(machine, guard, source)));
}

function describeGuard(machine: Machine, guard: Guard, source: FileSource): ConditionReport[] {
  const reports: ConditionReport[] = [];
  for (const name of ['arch', 'os', 'release'] as const) {
    const list = guard[name];
    if (list === undefined) continue;
    const text = `${name}="${listText(machine, list, source)}"`;
    const seen = name === 'os' ? ['os', 'osFamily'] : [name];
    reports.push({ text, holds: machine.holds({ [name]: list }, source), saw: look(machine, seen) });
  }
  const { cond } = guard;
  if (cond !== undefined) {
    const saw = look(machine, cond.names);
    reports.push({ text: `cond="${cond.source.trim()}"`, holds: machine.holds({ cond }, source), saw });
  }
  return reports;
}

function listText(machine: Machine, list: GuardList, source: FileSource): string {
  return 'items' in list ? list.items.join(',') : machine.expandValue(list.template, source);
}

function look(machine: Machine, names: readonly string[]): readonly SeenValue[] {
  return names.map((name) => ({ name, value: machine.readAttribute(name) ?? null }));
}

/** An edge with its conditions on this machine. */
export function describeEdge(machine: Machine, edge: GraphEdge, from: string, to: string): EdgeReport {
  const conditions = describeGuards(machine, edge.guards, edge);
  return {
    from,
    to,
    roll: machine.graph.rolls[edge.roll]!.name,
    file: edge.path,
    line: edge.line,
    holds: conditions.every(({ holds }) => holds),
    conditions,
  };
}
