import type { HostsItem } from './parse-hosts.ts';

/** "address of the first of other compute hosts in rack 0 where gpu == True". */
export function describeAsked(
  { field, isCount, isFirst, isOthers, where }: HostsItem,
  appliances: readonly string[] | undefined,
  racks: readonly string[] | undefined,
): string {
  const words = [
    isCount ? 'number of' : `${field} of`,
    ...(isFirst ? ['the first of'] : []),
    ...(isOthers ? ['other'] : []),
    ...(appliances === undefined ? [] : [appliances.join(', ')]),
    'hosts',
    ...(racks === undefined ? [] : [`in rack ${racks.join(', ')}`]),
    ...(where === undefined ? [] : [`where ${where.source.trim().replace(/\s+/g, ' ')}`]),
  ];
  return words.join(' ');
}
