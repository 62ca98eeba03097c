import type { HostsAsk, Template } from '../../../model/mod.ts';
import type { Assembly, Position } from '../../assemble/assembly.ts';
import { splitList } from '../../parse/parse-guard.ts';
import { answerQuestion, type HostsQuestion, joinValues } from '../../roster/answer-ask.ts';
import { describeAsked } from './describe-asked.ts';
import type { HostsItem } from './parse-hosts.ts';

/** What an element asks on this machine, and what it prints now. */
export function readHosts(
  assembly: Assembly,
  item: HostsItem,
  position: Position,
): { readonly ask: HostsAsk; readonly text: string } {
  const { machine } = assembly;
  const { source } = position;
  const question = composeQuestion(assembly, item, position);
  const { hosts, values } = answerQuestion(question, machine.facts.roster, item.where);
  const asked = describeAsked(item, question.appliances, question.racks);
  machine.facts.note(asked, values.join(' '), hosts, { source, spot: item });
  const [before, after, between] = [item.before, item.after, item.between].map((template) =>
    item.isCount ? '' : machine.expandValue(template, source),
  ) as [string, string, string];
  const ask = { ...question, before, after, between };
  const text = joinValues(ask, values);
  return { ask, text: machine.takeExpansion(text.length, source, item) ? text : '' };
}

function composeQuestion({ machine }: Assembly, item: HostsItem, { source }: Position): HostsQuestion {
  const list = (template: Template): readonly string[] => splitList(machine.expandValue(template, source));
  const self = item.isOthers ? machine.textOf('hostname') : undefined;
  const domain = item.field === 'fqdn' && !item.isCount ? machine.readAttribute('domain') : undefined;
  return {
    ...(item.appliances === undefined ? {} : { appliances: list(item.appliances) }),
    ...(item.racks === undefined ? {} : { racks: list(item.racks) }),
    ...(item.where === undefined ? {} : { where: item.where.source }),
    ...(self === undefined ? {} : { without: self }),
    field: item.field,
    ...(domain === undefined ? {} : { domain }),
    ...(item.isFirst ? { isFirst: true } : {}),
    ...(item.isCount ? { isCount: true } : {}),
  };
}
