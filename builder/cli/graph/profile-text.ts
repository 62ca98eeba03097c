import { type ListSection, listSections, type Profile } from '../../graph/mod.ts';

/**
 * A profile for people: one section for each kind of thing, one line for each thing, with who asked for it.
 *
 * @returns the text in pieces
 */
export function* renderProfileText(profile: Profile): Generator<string> {
  const { nodes } = profile;
  const sections = listSections(profile);
  const counts = sections.flatMap(({ counted, things }) =>
    counted === undefined ? [] : [`${things.length} ${counted}`],
  );
  yield `Appliance ${profile.appliance}: ${[`${nodes.length} nodes`, ...counts].join(', ')}\n`;
  yield* renderSection<Profile['nodes'][number]>({
    title: 'Nodes, in order',
    things: nodes,
    describe: ({ name, roll, file, extends: more }) => [
      name,
      [`${roll}/${file}`, ...more.map((extension) => `+ ${extension.roll}/${extension.file}`)].join(' '),
    ],
  });
  for (const section of sections) yield* renderSection(section);
}

function* renderSection<Thing>({ title, things, describe }: ListSection<Thing>): Generator<string> {
  if (things.length === 0) return;
  let width = 0;
  for (const thing of things) width = Math.min(60, Math.max(width, describe(thing)[0].length));
  yield `\n${title}\n`;
  for (const thing of things) {
    const [what, why] = describe(thing);
    yield `  ${what.padEnd(width)}  ${why}\n`;
  }
}
