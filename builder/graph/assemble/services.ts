import type { ServiceItem, ServiceState } from '../../model/mod.ts';
import { isTrue, parseValue } from '../condition/values.ts';
import { type Assembly, originOf, type Position } from './assembly.ts';

/** Notes what a node wants of a unit; the last word in traversal order counts. */
export function addService(assembly: Assembly, item: ServiceItem, position: Position): void {
  const { machine, services } = assembly;
  const { source } = position;
  const name = machine.expandValue(item.name, source).trim();
  const given = machine.expandValue(item.enabled, source).trim();
  const enabled = given === '' || isTrue(parseValue(given));
  const instance = item.instance === undefined ? '' : machine.expandValue(item.instance, source).trim();
  const key = `${name}\n${instance}`;
  const by = [...(services.get(key)?.by ?? []), { ...originOf(assembly, position, item), enabled }];
  services.set(key, { name, enabled, ...(instance === '' ? {} : { instance }), by });
}

/** All units by name, then instance. */
export function listServices(services: ReadonlyMap<string, ServiceState>): readonly ServiceState[] {
  return [...services.keys()].sort().map((key) => services.get(key)!);
}
