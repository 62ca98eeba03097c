import type { HostView } from '../../frontend/web/types.ts';
import type { Host } from '../../hosts/mod.ts';
import { cleanLine } from '../../model/mod.ts';
import { type Color, PLAIN, paint, type TerminalStyle } from '../terminal/style.ts';
import { renderTable } from '../terminal/text-table.ts';

const HEAD = ['NAME', 'APPLIANCE', 'ADDRESS', 'BOOT', 'STATE', 'PHASE', 'SINCE', 'RELEASE', 'REMARK'];
const COLORS: Readonly<Record<string, Color>> = {
  installing: 'cyan',
  starting: 'cyan',
  ready: 'green',
  installed: 'green',
  failed: 'red',
  new: 'dim',
};

/** `cairn host list` as text. */
export function renderHostTable(
  hosts: readonly Host[],
  nowSeconds: number,
  style: TerminalStyle = PLAIN,
): string {
  // Where nobody runs one there is nothing to say
  const hasReleases = hosts.some(({ release }) => release !== undefined);
  const head = hasReleases ? HEAD : HEAD.filter((title) => title !== 'RELEASE');
  const rows = hosts.map((host) => [
    host.name,
    host.appliance,
    host.address,
    host.bootAction,
    host.state,
    renderPhase(host),
    renderSince(nowSeconds - host.sinceSeconds),
    ...(hasReleases ? [host.release ?? '-'] : []),
    renderRemark(host),
  ]);
  return renderTable(head, rows, (cell, row, column) => {
    const { state, bootAction } = hosts[row]!;
    if (head[column] === 'STATE') return paint(cell, COLORS[state], style);
    if (head[column] === 'REMARK' && state === 'failed') return paint(cell, 'red', style);
    return head[column] === 'BOOT' && bootAction === 'rescue' ? paint(cell, 'red', style) : cell;
  });
}

const BAR_WIDTH = 20;

/** `cairn host watch`: one line a host, with a bar. */
export function renderHostBars(
  hosts: readonly Pick<
    HostView,
    'name' | 'state' | 'phase' | 'percent' | 'sinceSeconds' | 'failures' | 'failureReason'
  >[],
  nowSeconds: number,
  style: TerminalStyle = PLAIN,
): readonly string[] {
  const nameWidth = Math.max(...hosts.map((host) => host.name.length), 4);
  return hosts.map((host) => {
    const color = COLORS[host.state];
    const bar = paint(renderBar(host.percent, style), color, style);
    const percent = `${host.percent}%`.padStart(4);
    const since = renderSince(nowSeconds - host.sinceSeconds).padStart(7);
    const what = cleanLine([host.phase, renderRemark(host)].filter(Boolean).join(': '));
    const state = paint(host.state.padEnd(10), color, style);
    return `${host.name.padEnd(nameWidth)}  ${bar} ${percent}  ${state} ${since}  ${what}`.trimEnd();
  });
}

function renderBar(percent: number, { blocks }: TerminalStyle): string {
  const filled = Math.round((percent / 100) * BAR_WIDTH);
  const rest = BAR_WIDTH - filled;
  return blocks ? `${'█'.repeat(filled)}${'░'.repeat(rest)}` : `[${'#'.repeat(filled)}${'-'.repeat(rest)}]`;
}

/** `1 failed, 12 installing`. */
export function countStates(hosts: readonly Pick<Host, 'state'>[]): string {
  const counts = new Map<string, number>();
  for (const { state } of hosts) counts.set(state, (counts.get(state) ?? 0) + 1);
  const parts = [...counts].map(([state, count]) => `${count} ${state}`);
  return parts.length === 0 ? 'No hosts' : parts.sort().join(', ');
}

function renderPhase(host: Host): string {
  if (host.state === 'new' || host.state === 'installed' || host.phase === '') return '-';
  if (host.state === 'starting') return host.phase;
  return `${host.phase} ${host.percent}%`;
}

function renderRemark(host: Pick<Host, 'failures' | 'failureReason'>): string {
  if (host.failureReason === '') return '';
  const times = host.failures > 1 ? ` (${host.failures} times in a row)` : '';
  return `${host.failureReason}${times}`;
}

/** `12 s`, `5 min`, `3 h`, `2 d`. */
export function renderSince(seconds: number): string {
  const past = Math.max(0, seconds);
  if (past < 100) return `${past} s`;
  if (past < 100 * 60) return `${Math.floor(past / 60)} min`;
  if (past < 48 * 3600) return `${Math.floor(past / 3600)} h`;
  return `${Math.floor(past / 86_400)} d`;
}
