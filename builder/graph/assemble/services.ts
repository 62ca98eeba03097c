import type { ServiceItem, ServiceState } from '../../model/mod.ts';
import { isTrue, parseValue } from '../condition/values.ts';
import { type Assembly, originOf, type Position, type ServiceWishes } from './assembly.ts';

/** Notes what a node wants of a unit; the last word in traversal order counts. */
export function addService(assembly: Assembly, item: ServiceItem, position: Position): void {
  const { machine, services } = assembly;
  const { source } = position;
  const name = machine.expandValue(item.name, source).trim();
  const given = machine.expandValue(item.enabled, source).trim();
  const enabled = given === '' || isTrue(parseValue(given));
  const instance = item.instance === undefined ? '' : machine.expandValue(item.instance, source).trim();
  const key = instance === '' ? name : `${name}\n${instance}`;
  const { node, roll, file, line } = originOf(assembly, position, item);
  const wish = { node, roll, file, line, enabled };
  const wishes = services.get(key);
  if (wishes !== undefined) wishes.by.push(wish);
  else services.set(key, { name, instance: instance === '' ? undefined : instance, by: [wish] });
}

/** All units by name, then instance. */
export function listServices(services: ReadonlyMap<string, ServiceWishes>): readonly ServiceState[] {
  return [...services.keys()].sort().map((key) => {
    const { name, instance, by } = services.get(key)!;
    return { name, enabled: by.at(-1)!.enabled, instance, by };
  });
}
