import type { Opening } from '../../model/mod.ts';
import type { Listener } from './parse-listeners.ts';

/** Listeners on ports that no node opens, each port once: the firewall must keep everybody away from them. */
export function findUndeclared(listeners: readonly Listener[], openings: readonly Opening[]): Listener[] {
  const isOpened = ({ protocol, port }: Listener): boolean =>
    openings.some(
      ({ ports, protocols }) =>
        (protocols.length === 0 || protocols.includes(protocol)) &&
        (ports.length === 0 || ports.some(({ first, last }) => first <= port && port <= last)),
    );
  const seen = new Set<string>();
  return listeners.filter((listener) => {
    const port = `${listener.port}/${listener.protocol}`;
    if (isOpened(listener) || seen.has(port)) return false;
    seen.add(port);
    return true;
  });
}
