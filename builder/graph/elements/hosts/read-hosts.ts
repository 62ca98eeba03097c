import type { RosterHost, Template } from '../../../model/mod.ts';
import type { Assembly, Position } from '../../assemble/assembly.ts';
import { splitList } from '../../parse/parse-guard.ts';
import { type HostSelection, valueOfHost } from '../../roster/select-hosts.ts';
import { describeAsked } from './describe-asked.ts';
import type { HostsItem } from './parse-hosts.ts';

/** What an element prints on this machine: hosts without a value are left out. */
export function readHosts(assembly: Assembly, item: HostsItem, position: Position): string {
  const { machine } = assembly;
  const { source } = position;
  const list = (template: Template): readonly string[] => splitList(machine.expandValue(template, source));
  const self = item.isOthers ? machine.textOf('hostname') : undefined;
  const selection: HostSelection = {
    ...(item.appliances === undefined ? {} : { appliances: list(item.appliances) }),
    ...(item.racks === undefined ? {} : { racks: list(item.racks) }),
    ...(item.where === undefined ? {} : { where: item.where }),
    ...(self === undefined ? {} : { without: self }),
  };
  const found = machine.facts.select(selection);
  const asked = describeAsked(item, selection.appliances, selection.racks);
  const place = { source, spot: item };
  if (item.isCount) {
    const count = String(found.length);
    machine.facts.note(asked, count, found, place);
    return machine.takeExpansion(count.length, source, item) ? count : '';
  }
  const domain = item.field === 'fqdn' ? (machine.readAttribute('domain') ?? '') : '';
  const fieldOf = (host: RosterHost): string =>
    item.field === 'fqdn'
      ? `${host.name}${domain === '' ? '' : `.${domain}`}`
      : (valueOfHost(host, item.field) ?? '');
  const named = found.filter((host) => fieldOf(host) !== '');
  const hosts = item.isFirst ? named.slice(0, 1) : named;
  const values = hosts.map(fieldOf);
  machine.facts.note(asked, values.join(' '), hosts, place);
  const [before, after, between] = [item.before, item.after, item.between].map((template) =>
    machine.expandValue(template, source),
  );
  const text = values.map((value) => `${before}${value}${after}`).join(between);
  return machine.takeExpansion(text.length, source, item) ? text : '';
}
