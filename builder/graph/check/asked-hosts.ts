import { type Graph, isFactName, type Spot, type Template } from '../../model/mod.ts';
import { readFragment } from '../assemble/fragments.ts';
import type { HostsItem } from '../elements/hosts/parse-hosts.ts';
import { LANGUAGE } from '../elements/mod.ts';
import { splitList } from '../parse/parse-guard.ts';
import { HOST_FIELDS } from '../roster/select-hosts.ts';
import { collectReferences, findConditions, findItems, type Piece } from './walk-parts.ts';

/** One place of a file that asks for other hosts: by an element, or by the name of a fact. */
export type HostQuestion =
  | { readonly item: HostsItem; readonly spot: Spot }
  | { readonly name: string; readonly spot: Spot };

/** Everything in a piece of a graph that asks for other hosts, whatever its conditions say. */
export function* findHostQuestions(root: unknown): Generator<HostQuestion> {
  for (const found of findItems(root, 'hosts')) {
    const item = found as HostsItem;
    yield { item, spot: item };
  }
  for (const { names, spot } of findConditions(root))
    if (spot !== undefined) for (const name of names) if (isFactName(name)) yield { name, spot };
  for (const reference of collectReferences(root))
    if (isFactName(reference.name)) yield { name: reference.name, spot: reference };
}

/** Markup that comes in from elsewhere and may ask for hosts: include files, and what programs printed. */
export function listLateMarkup(graph: Graph): readonly Piece[] {
  const texts = [
    ...graph.rolls.flatMap(({ includes }, roll) =>
      [...includes].map(([path, text]) => ({ text, source: { roll, path: `include/${path}` } })),
    ),
    ...Object.values(graph.evalOutputs).map((text) => ({ text, source: { roll: 0, path: '(eval)' } })),
  ];
  return texts
    .filter(({ text }) => /<hosts\b|[&"'\s(]hosts\./.test(text))
    .map(({ text, source }) => ({
      piece: (['node', 'script', 'text'] as const).map(
        (place) => readFragment(graph, LANGUAGE, text, source, place).items,
      ),
      source,
    }));
}

/** The attributes that other hosts must bring for an element. */
export function attributesOf({ field, where }: HostsItem): readonly string[] {
  return [field, ...(where?.names ?? [])].filter((name) => !HOST_FIELDS.has(name));
}

/** The items of a comma list that is the same on every machine; undefined where a machine decides. */
export function plainList(template: Template | undefined): readonly string[] | undefined {
  return typeof template === 'string' ? splitList(template) : undefined;
}
