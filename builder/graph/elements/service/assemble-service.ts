import type { ServiceState } from '../../../model/mod.ts';
import { type Assembly, draftOf, originOf, type Position } from '../../assemble/assembly.ts';
import { isTrue, parseValue } from '../../condition/values.ts';
import type { ServiceItem } from './service.ts';

/** What the nodes want of one unit, in traversal order. */
interface ServiceWishes {
  readonly name: string;
  readonly instance: string | undefined;
  readonly by: ServiceState['by'][number][];
}

const startServices = (): Map<string, ServiceWishes> => new Map();

/** Notes what a node wants of a unit; the last word in traversal order counts. */
export function addService(assembly: Assembly, item: ServiceItem, position: Position): void {
  const { machine } = assembly;
  const services = draftOf(assembly, startServices);
  const { source } = position;
  const name = machine.expandValue(item.name, source).trim();
  const enabled = isServiceWanted(machine.expandValue(item.enabled, source).trim());
  const instance = item.instance === undefined ? '' : machine.expandValue(item.instance, source).trim();
  const key = instance === '' ? name : `${name}\n${instance}`;
  const { node, roll, file, line } = originOf(assembly, position, item);
  const wish = { node, roll, file, line, enabled };
  const wishes = services.get(key);
  if (wishes !== undefined) wishes.by.push(wish);
  else services.set(key, { name, instance: instance === '' ? undefined : instance, by: [wish] });
}

/** All units by name, then instance. */
export function collectServices(assembly: Assembly): readonly ServiceState[] {
  const services = draftOf(assembly, startServices);
  return [...services.keys()].sort().map((key) => {
    const { name, instance, by } = services.get(key)!;
    return { name, enabled: by.at(-1)!.enabled, instance, by };
  });
}

/** What `enabled=` says; empty: wanted. */
export function isServiceWanted(enabled: string): boolean {
  return enabled === '' || isTrue(parseValue(enabled));
}
