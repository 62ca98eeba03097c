import type { Condition, RosterHost } from '../../model/mod.ts';
import { evaluateCondition } from '../condition/evaluate-condition.ts';
import { parseValue } from '../condition/values.ts';
import type { OpenRoster } from './open-roster.ts';

/** Which hosts are meant; what is left out leaves them all. */
export interface HostSelection {
  readonly appliances?: readonly string[];
  readonly racks?: readonly string[];
  /** Over values of each host: of its own, not of the machine that asks. */
  readonly where?: Condition;
  /** One that is not meant: the machine that asks. */
  readonly without?: string;
}

/** In the sequence of the roster. */
export function selectHosts(
  { all, byAppliance }: OpenRoster,
  { appliances, racks, where, without }: HostSelection,
): readonly RosterHost[] {
  const [only, ...more] = appliances ?? [];
  const candidates =
    appliances === undefined
      ? all
      : more.length === 0
        ? (byAppliance.get(only ?? '') ?? [])
        : all.filter(({ appliance }) => appliances.includes(appliance));
  if (racks === undefined && where === undefined && without === undefined) return candidates;
  return candidates.filter(
    (host) =>
      host.name !== without &&
      (racks === undefined || racks.includes(String(host.rack))) &&
      (where === undefined || holdsFor(where, host)),
  );
}

/** A condition over the values of another host. */
function holdsFor(where: Condition, host: RosterHost): boolean {
  return evaluateCondition(where, (name) => parseValue(valueOfHost(host, name)));
}

/** What every host has; of the machine's own attributes it is the same under other names. */
const OWN: Readonly<Record<string, (host: RosterHost) => string>> = {
  name: ({ name }) => name,
  hostname: ({ name }) => name,
  address: ({ address }) => address,
  host_address: ({ address }) => address,
  appliance: ({ appliance }) => appliance,
  rack: ({ rack }) => String(rack),
  rank: ({ rank }) => String(rank),
};

/** The fields that a host has without a word of any roll. */
export const HOST_FIELDS: ReadonlySet<string> = new Set([...Object.keys(OWN), 'fqdn']);

/** A field of a host, or an attribute of it that was asked for; undefined where it has none. */
export function valueOfHost(host: RosterHost, name: string): string | undefined {
  if (Object.hasOwn(OWN, name)) return OWN[name]!(host);
  const { attributes } = host;
  return attributes !== undefined && Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}
