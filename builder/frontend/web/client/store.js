/** @typedef {import('../types.ts').HostView} HostView */

/** @type {Map<string, HostView>} */
const hosts = new Map();
/** @type {readonly HostView[] | undefined} */
let sorted;

/** @param {HostView} a @param {HostView} b */
function compare(a, b) {
  if (a.appliance !== b.appliance) return a.appliance < b.appliance ? -1 : 1;
  return a.rack - b.rack || a.rank - b.rank || (a.name < b.name ? -1 : 1);
}

/**
 * Keeps what is newer: an answer may arrive after the event that made it old.
 *
 * @param {HostView} host
 */
export function putHost(host) {
  const known = hosts.get(host.name);
  if (known !== undefined && known.revision > host.revision) return;
  hosts.set(host.name, host);
  sorted = undefined;
}

/** @param {string} name */
export function dropHost(name) {
  hosts.delete(name);
  sorted = undefined;
}

/** @param {string} name */
export function findHost(name) {
  return hosts.get(name);
}

/** By appliance, rack, rank and name. */
export function listHosts() {
  sorted ??= [...hosts.values()].sort(compare);
  return sorted;
}

/** @returns {ReadonlySet<string>} */
export function hostNames() {
  return new Set(hosts.keys());
}
