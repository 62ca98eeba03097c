import type { PageSection, Setting } from '../../../model/mod.ts';
import { formatOrigin, formatOrigins } from '../../../model/mod.ts';
import { draftOf } from '../../assemble/assembly.ts';
import { sourceText } from '../../parse/source-text.ts';
import type { NodeElement } from '../element.ts';
import { listSection, type PresentThing } from '../reports.ts';
import { addSetting, expandValues, type SettingDraft } from './assemble-setting.ts';
import { parseSetting } from './parse-setting.ts';
import type { SettingItem, SettingSpec } from './setting.ts';

/**
 * An element that is attributes alone: everything that the program knows about it follows from what its attributes may
 * be, and from what they come to.
 */
export function defineSetting<
  const Name extends string,
  const Key extends string,
  Attribute extends string,
  Thing extends Setting,
>(spec: SettingSpec<Name, Key, Attribute, Thing>) {
  type Things = readonly Thing[] | undefined;
  const { name, key, title, plural, rank, verb, attributes, nameOf, describe, matches, check } = spec;
  const start = (): SettingDraft<Thing> => ({ things: new Map(), claims: new Map() });
  return {
    name,
    tags: [name],
    places: ['node'],
    parse: (reader, context) => parseSetting(reader, context, name, attributes),
    assemble: (assembly, item, position) => addSetting(spec, start, assembly, item, position),
    mention: (item, expand, add) => {
      const values = expandValues(spec, item, expand);
      for (const one of spec.several?.(values) ?? [values]) add(nameOf(one), 'says');
    },
    show: (item) => {
      const written = Object.entries(item.values).map(([name, value]) => ` ${name}="${sourceText(value)}"`);
      return `<${name}${written.join('')}/>`;
    },
    result: {
      ...(check === undefined ? {} : { check: (things: Things) => check(things ?? []) }),
      key,
      /** In traversal order; undefined where no node says any, and then no report speaks of them. */
      collect: (assembly): Things => {
        const { things } = draftOf(assembly, start);
        return things.size === 0 ? undefined : [...things.values()];
      },
      origins: (things: Things) => (things ?? []).flatMap(({ by }) => by),
      list: (things: Things) => [
        listSection({
          title: plural,
          things: things ?? [],
          describe: (thing) => [`${thing.name} ${describe(thing)}`.trimEnd(), formatOrigins(thing.by)],
        }),
      ],
      report: {
        rank,
        title: plural,
        compare: (things: Things) =>
          (things ?? []).map((thing) => ({
            key: thing.name,
            name: thing.name,
            node: thing.by[0]!.node,
            by: formatOrigin(thing.by[0]!),
            fields: { value: describe(thing) },
          })),
        explain: {
          title,
          off: 'is not wanted',
          verbs: { says: verb },
          usual: 'says',
          present: (things: Things): readonly PresentThing[] =>
            (things ?? []).map(({ name, by }) => ({
              name,
              state: 'present',
              by: by.map((origin) => ({ ...origin, says: 'says' })),
              against: [],
            })),
          ...(matches === undefined ? {} : { matches }),
        },
        page: (things: Things): PageSection | undefined =>
          things === undefined
            ? undefined
            : {
                title: plural,
                columns: false,
                items: things.map((thing) => {
                  const note = describe(thing);
                  return { name: thing.name, ...(note === '' ? {} : { note }), place: thing.by[0]! };
                }),
              },
      },
    },
  } as const satisfies NodeElement<SettingItem, Things>;
}
