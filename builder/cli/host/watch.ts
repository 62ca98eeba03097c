import { type Host, sortHosts } from '../../hosts/mod.ts';
import { selectHosts, withState } from '../frontend/with-state.ts';
import { createLiveBlock, type LiveBlock } from '../terminal/live-block.ts';
import { printText } from '../terminal/report.ts';
import { readTerminalStyle, type TerminalStyle } from '../terminal/style.ts';
import { countStates, renderHostBars, renderHostTable } from './text.ts';

/** How often times are counted on, though nothing else happens. */
const TICK_MS = 1000;

/** `cairn host watch [SELECTION]`: a table that is drawn again at each change; without a terminal, changed lines. */
export async function runHostWatch(selection: string | undefined): Promise<void> {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  const isTerminal = process.stdout.isTTY === true;
  const style = readTerminalStyle(isTerminal);
  const block = createLiveBlock(process.stdout);
  let hosts: readonly Host[] = [];
  const draw = (): void => block.draw(renderScreen(hosts, block, style));
  const timer = isTerminal ? setInterval(draw, TICK_MS) : undefined;
  if (isTerminal) process.stdout.on('resize', draw);
  try {
    await withState(async (state) => {
      let seen = -1;
      for await (const revisions of state.watchChanges(stop.signal)) {
        if (revisions.hosts === seen) continue;
        hosts = await selectHosts(state, selection);
        if (isTerminal) draw();
        else printChanged(hosts, seen);
        seen = revisions.hosts;
      }
    });
  } finally {
    clearInterval(timer);
    process.stdout.removeListener('resize', draw);
    process.removeListener('SIGINT', end).removeListener('SIGTERM', end);
  }
}

/** What does not fit on the screen is summed up: the most urgent hosts are shown then. */
function renderScreen(hosts: readonly Host[], block: LiveBlock, style: TerminalStyle): readonly string[] {
  const room = Math.max(1, block.room() - 1);
  const counts = countStates(hosts);
  if (hosts.length <= room) return [...renderHostBars(hosts, nowSeconds(), style), counts];
  const shown = sortHosts(hosts, 'state').slice(0, room);
  return [
    ...renderHostBars(shown, nowSeconds(), style),
    `${counts}; ${hosts.length - shown.length} of them are not shown`,
  ];
}

function printChanged(hosts: readonly Host[], since: number): void {
  const changed = hosts.filter((host) => host.revision > since);
  if (changed.length === 0) return;
  const table = renderHostTable(changed, nowSeconds());
  printText(since < 0 ? table : table.slice(table.indexOf('\n') + 1));
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
