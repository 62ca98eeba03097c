import { type Profile, REPORTED_ELEMENTS, resultIn } from '../elements/mod.ts';
import type { ComparedThing } from '../elements/reports.ts';

/** What a comparison looks at: nodes, and what elements come to. */
export type ComparedThings = Readonly<Record<string, readonly ComparedThing[]>>;

/** Everything in a profile that a comparison looks at; without a profile, nothing of each kind. */
export function listThings(profile: Profile | undefined): ComparedThings {
  const compared = REPORTED_ELEMENTS.flatMap((element) => {
    const { key, report } = element.result;
    if (report.compare === undefined) return [];
    return [[key, profile === undefined ? [] : report.compare(resultIn(profile, element))] as const];
  });
  return { nodes: (profile?.nodes ?? []).map(describeNode), ...Object.fromEntries(compared) };
}

function describeNode({ name, roll, file, extends: more }: Profile['nodes'][number]): ComparedThing {
  return {
    key: name,
    name,
    node: name,
    by: `${roll}/${file}`,
    fields: { file: `${roll}/${file}`, extends: more.map((one) => `${one.roll}/${one.file}`).join(', ') },
  };
}
