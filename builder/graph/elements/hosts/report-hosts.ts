import { countOf, formatOrigin, type HostsFact, type PageSection } from '../../../model/mod.ts';
import {
  type ComparedThing,
  type ListSection,
  listSection,
  type PresentThing,
  presentByName,
} from '../reports.ts';

/** So many hosts are named to people; the rest is counted. */
const NAMED = 8;

export function listHosts(facts: readonly HostsFact[]): readonly ListSection[] {
  return [
    listSection({
      title: 'Other hosts that it asks for',
      things: facts,
      describe: (fact) => [`${fact.asked}: ${nameHosts(fact)}`, formatOrigin(fact)],
    }),
  ];
}

/** "compute-0-0 compute-0-1 and 4,998 more, as the frontend says". */
export function nameHosts({ hosts, from, follows }: HostsFact): string {
  const shown = hosts.slice(0, NAMED).join(' ');
  const more = hosts.length > NAMED ? ` and ${hosts.length - NAMED} more` : '';
  const says = from === undefined ? ', nobody has said yet which there are' : `, as ${from} says`;
  const again = follows === true ? '; asked again whenever they change' : '';
  return `${hosts.length === 0 ? 'none' : `${shown}${more}`}${says}${again}`;
}

export function compareHostFacts(facts: readonly HostsFact[]): readonly ComparedThing[] {
  return facts.map((fact) => ({
    key: `${fact.node}\n${fact.asked}`,
    name: fact.asked,
    node: fact.node,
    by: formatOrigin(fact),
    fields: { value: fact.value, hosts: fact.hosts.join(' ') },
  }));
}

export function presentHosts(facts: readonly HostsFact[]): readonly PresentThing[] {
  const said = facts.map((fact) => ({ ...fact, says: `has ${nameHosts(fact)}` }));
  return presentByName(said, ({ asked }) => asked);
}

/** `hosts` asks for all of them. */
export function areHostsMeant(name: string, thing: string): boolean {
  return thing === 'hosts' || name === thing;
}

export function pageHosts(facts: readonly HostsFact[]): PageSection {
  const items = facts.map((fact) => {
    const { asked, node, roll, file, line, hosts } = fact;
    const note = hosts.length === 0 ? 'none' : countOf(hosts.length, 'host');
    return { name: asked, note, place: { node, roll, file, line }, text: hosts.join('\n') };
  });
  return { title: 'Other hosts', columns: false, items };
}
