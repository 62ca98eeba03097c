import type { HostsFact, Template } from '../../../model/mod.ts';
import { splitList } from '../../parse/parse-guard.ts';
import type { NodeElement } from '../element.ts';
import { describeAsked } from './describe-asked.ts';
import { type HostsItem, parseHosts } from './parse-hosts.ts';
import { readHosts } from './read-hosts.ts';
import { areHostsMeant, compareHostFacts, listHosts, pageHosts, presentHosts } from './report-hosts.ts';

/** `<hosts appliance="..." rack="..." where="..." field="..."/>`: prints something of each of the other hosts. */
export const hosts = {
  name: 'hosts',
  tags: ['hosts'],
  places: ['script', 'text'],
  parse: parseHosts,
  assemble: (assembly, item, position, sink) => {
    const { ask, text } = readHosts(assembly, item, position);
    if (sink.addAsk === undefined) sink.addText(sink.quote === undefined ? text : sink.quote(text));
    else sink.addAsk(ask, text);
  },
  mention: (item, expand, add) => {
    const list = (template: Template | undefined) =>
      template === undefined ? undefined : splitList(expand(template));
    add(describeAsked(item, list(item.appliances), list(item.racks)), 'asks');
  },
  findValues: (item, look, { source, program }) => {
    if (program !== undefined) look.addHosts(item, source, program);
  },
  show: ({ field }) => `<hosts field="${field}"/>`,
  result: {
    key: 'hosts',
    collect: ({ machine }): readonly HostsFact[] | undefined => {
      const facts = machine.facts.list();
      return facts.length === 0 ? undefined : facts;
    },
    list: (facts) => (facts === undefined ? [] : listHosts(facts)),
    report: {
      rank: 40,
      title: 'Other hosts',
      compare: (facts) => compareHostFacts(facts ?? []),
      explain: {
        title: 'Hosts',
        off: 'are not wanted',
        verbs: { asks: 'asks for them' },
        usual: 'asks',
        present: (facts) => presentHosts(facts ?? []),
        matches: areHostsMeant,
      },
      page: (facts) => (facts === undefined ? undefined : pageHosts(facts)),
    },
  },
} as const satisfies NodeElement<HostsItem, readonly HostsFact[] | undefined>;
