import type { Opening } from '../../model/mod.ts';
import type { Listener } from './parse-listeners.ts';

/**
 * Listeners on TCP ports that no node opens: the firewall must keep everybody away from them. Of UDP nobody can tell
 * from outside whether somebody listens.
 */
export function findUndeclared(listeners: readonly Listener[], openings: readonly Opening[]): Listener[] {
  const isOpened = (port: number): boolean =>
    openings.some(
      ({ ports, protocols }) =>
        (protocols.length === 0 || protocols.includes('tcp')) &&
        (ports.length === 0 || ports.some(({ first, last }) => first <= port && port <= last)),
    );
  const seen = new Set<number>();
  return listeners.filter(({ protocol, port }) => {
    if (protocol !== 'tcp' || isOpened(port) || seen.has(port)) return false;
    seen.add(port);
    return true;
  });
}
