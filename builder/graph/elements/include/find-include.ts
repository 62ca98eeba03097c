import type { BodyItem, Graph, Items } from '../../../model/mod.ts';
import type { Assembly, Position } from '../../assemble/assembly.ts';
import { readFragment } from '../../assemble/fragments.ts';
import type { FileSource } from '../../machine/machine.ts';
import type { ElementPlace, Language } from '../../parse/language.ts';
import type { IncludeItem } from './include.ts';

/** Includes within includes are followed this far. */
export const DEPTH_LIMIT = 16;

/** The text of an include file and whose it is; undefined when it is absent (which may be an error). */
export function findInclude(
  assembly: Assembly,
  item: IncludeItem,
  position: Position,
): { readonly text: string; readonly source: FileSource } | undefined {
  const { machine } = assembly;
  const name = machine.expandValue(item.file, position.source).trim();
  const path = trimPath(name);
  const owner = findOwner(machine.graph, position.source.roll, path);
  if (owner === undefined) {
    if (!item.optional) {
      const message = `Include file "${name}" does not exist`;
      const hint = `It is looked for in include/ of roll "${machine.graph.rolls[position.source.roll]!.name}"`;
      machine.addError('INCLUDE_MISSING', message, machine.placeOf(position.source, item), hint);
    }
    return undefined;
  }
  const text = machine.graph.rolls[owner]!.includes.get(path)!;
  if (!machine.takeExpansion(text.length, position.source, item)) return undefined;
  return { text, source: { roll: owner, path: `include/${path}` } };
}

/** The markup of an include file at a place, for those who look at a graph without a machine. */
export function readInclude(
  graph: Graph,
  language: Language,
  roll: number,
  name: string,
  place: ElementPlace,
): { readonly items: Items<BodyItem>; readonly source: FileSource } | undefined {
  const path = trimPath(name);
  const owner = findOwner(graph, roll, path);
  if (owner === undefined) return undefined;
  const source = { roll: owner, path: `include/${path}` };
  const text = graph.rolls[owner]!.includes.get(path)!;
  return { items: readFragment(graph, language, text, source, place).items, source };
}

function trimPath(name: string): string {
  return name.trim().replace(/^(?:\.\/)+/, '');
}

/** The roll's own folder comes first; leniently also the others', which Rocks merges into one. */
function findOwner(graph: Graph, roll: number, path: string): number | undefined {
  if (graph.rolls[roll]!.includes.has(path)) return roll;
  if (!graph.rolls[roll]!.lenient) return undefined;
  const owner = graph.rolls.findLastIndex((other) => other.includes.has(path));
  return owner < 0 ? undefined : owner;
}

/** Where the items of an include file stand; undefined when includes go round in a circle or too deep. */
export function enterInclude(
  assembly: Assembly,
  item: IncludeItem,
  position: Position,
  source: FileSource,
): Position | undefined {
  const key = `${source.roll} ${source.path}`;
  if (!position.within.includes(key) && position.within.length < DEPTH_LIMIT) {
    return { ...position, source, within: [...position.within, key] };
  }
  const { machine } = assembly;
  const message = `Include file "${source.path}" includes itself, or files are included too deep`;
  machine.addError('INCLUDE_CYCLE', message, machine.placeOf(position.source, item));
  return undefined;
}
