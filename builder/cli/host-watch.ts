import type { Host } from '../frontend/state/mod.ts';
import { renderHostBars, renderHostTable } from './host-text.ts';
import { selectHosts, withState } from './with-state.ts';

/** `cairn host watch [SELECTION]`: a table that is drawn again at each change; without a terminal, changed lines. */
export async function runHostWatch(selection: string | undefined): Promise<void> {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  const isTerminal = process.stdout.isTTY === true;
  try {
    await withState(async (state) => {
      let seen = -1;
      let drawnLines = 0;
      for await (const revisions of state.watchChanges(stop.signal)) {
        if (revisions.hosts === seen) continue;
        const hosts = await selectHosts(state, selection);
        if (isTerminal) drawnLines = redraw(hosts, drawnLines);
        else printChanged(hosts, seen);
        seen = revisions.hosts;
      }
    });
  } finally {
    process.removeListener('SIGINT', end).removeListener('SIGTERM', end);
  }
}

/** Writes over what was drawn before; what does not fit on the screen is summed up. @returns lines drawn */
function redraw(hosts: readonly Host[], drawnLines: number): number {
  const room = Math.max(1, (process.stdout.rows ?? 24) - 3);
  const columns = process.stdout.columns ?? 80;
  // Those at work first, when not all fit.
  const rank = (host: Host): number => ['installing', 'failed', 'new', 'installed'].indexOf(host.state);
  const sorted = hosts.length > room ? [...hosts].sort((a, b) => rank(a) - rank(b)) : hosts;
  const counts = countStates(hosts);
  const lines = [
    ...renderHostBars(sorted.slice(0, room), nowSeconds()).trimEnd().split('\n'),
    ...(hosts.length > room ? [`... and ${hosts.length - room} more`] : []),
    counts,
  ].map((line) => line.slice(0, columns - 1));
  const up = drawnLines === 0 ? '' : `\u001b[${drawnLines}A`;
  process.stdout.write(`${up}${lines.map((line) => `${line}\u001b[K\n`).join('')}\u001b[J`);
  return lines.length;
}

function printChanged(hosts: readonly Host[], since: number): void {
  const changed = hosts.filter((host) => host.revision > since);
  if (changed.length === 0) return;
  const table = renderHostTable(changed, nowSeconds());
  process.stdout.write(since < 0 ? table : table.slice(table.indexOf('\n') + 1));
}

function countStates(hosts: readonly Host[]): string {
  const counts = new Map<string, number>();
  for (const { state } of hosts) counts.set(state, (counts.get(state) ?? 0) + 1);
  const parts = [...counts].map(([state, count]) => `${count} ${state}`);
  return parts.length === 0 ? 'No hosts' : parts.sort().join(', ');
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
