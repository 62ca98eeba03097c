import type { ServiceState } from '../../model/mod.ts';

/** A unit as systemd knows it: "nginx.service" of "nginx", "getty@tty1.service" of an instance. */
export function nameUnit({ name, instance }: Pick<ServiceState, 'name' | 'instance'>): string {
  const full = instance === undefined ? name : `${name}@${instance}`;
  return /\.[a-z]+$/.test(full) ? full : `${full}.service`;
}

/** Who takes up a file that settings come to, by its place. Nobody is known for others: what reads them reads them anew. */
const READERS: readonly (readonly [RegExp, string])[] = [
  [/^\/etc\/sysctl\.d\//, 'systemd-sysctl.service'],
  [/^\/etc\/modules-load\.d\//, 'systemd-modules-load.service'],
  [/^\/etc\/exports\.d\//, 'nfs-server.service'],
  [/^\/etc\/nftables\.d\//, 'nftables.service'],
  [/^\/etc\/systemd\/network\//, 'systemd-networkd.service'],
  [/^\/etc\/cairn\/certificates\.conf$/, 'cairn-certificates.service'],
];

/** Units that take up a change of a file of settings. @param enabled units that are on */
export function readersOf(path: string, enabled: ReadonlySet<string>): readonly string[] {
  const reader = READERS.find(([place]) => place.test(path))?.[1];
  if (reader !== undefined) return [reader];
  const own = path.replace(/^\/etc\/systemd\/system\//, '');
  return own !== path && enabled.has(own) ? [own] : [];
}
