import type { DiscoverLine } from '../../frontend/discover/client.ts';
import { renderDiscovery } from '../../frontend/discover/render.ts';
import type { HostView } from '../../frontend/web/types.ts';
import { createLiveBlock } from '../terminal/live-block.ts';
import { readTerminalStyle } from '../terminal/style.ts';
import { countStates, renderHostBars } from './text.ts';

const TICK_MS = 1000;

/**
 * A discovery on a terminal: what happened stands there for good, and below it moves a bar for each host that is
 * being installed.
 *
 * @param read hands on every line until the discovery is over
 */
export async function showDiscovery(
  read: (onLine: (line: DiscoverLine) => void) => Promise<void>,
): Promise<void> {
  const style = readTerminalStyle(true);
  const block = createLiveBlock(process.stdout);
  const hosts = new Map<string, HostView>();
  const told = new Map<string, string>();
  const draw = (): void => {
    const busy = [...hosts.values()].filter(({ state }) => state === 'installing');
    const room = Math.max(1, block.room() - 1);
    const counts = hosts.size === 0 ? [] : [countStates([...hosts.values()])];
    const nowSeconds = Math.floor(Date.now() / 1000);
    block.draw([...renderHostBars(busy.slice(0, room), nowSeconds, style), ...counts]);
  };
  const timer = setInterval(draw, TICK_MS);
  try {
    await read((line) => {
      if (line.kind === 'host') hosts.set(line.data.name, line.data);
      if (line.kind === 'removed') hosts.delete(line.data.name);
      // How far a host is shows its bar; only what it becomes is told.
      for (const text of renderDiscovery(withoutPhase(line), told)) block.print(text);
      draw();
    });
  } finally {
    clearInterval(timer);
    block.end();
  }
}

function withoutPhase(line: DiscoverLine): DiscoverLine {
  if (line.kind !== 'host' || line.data.state !== 'installing') return line;
  return { kind: 'host', data: { ...line.data, phase: '', percent: 0, failureReason: '' } };
}
