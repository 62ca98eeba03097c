import type { HostView } from '../../frontend/web/types.ts';
import { type Host, type HostLife, type Lives, releaseOf } from '../../hosts/mod.ts';
import { cleanLine, countOf } from '../../model/mod.ts';
import { type Color, PLAIN, paint, type TerminalStyle } from '../terminal/style.ts';
import { renderTable } from '../terminal/text-table.ts';

const HEAD = ['NAME', 'APPLIANCE', 'ADDRESS', 'BOOT', 'STATE', 'PHASE', 'SINCE'];
const RELEASE_HEAD = ['RELEASE'];
const LIFE_HEAD = ['HEARD', 'LOAD'];
const COLORS: Readonly<Record<string, Color>> = {
  installing: 'cyan',
  starting: 'cyan',
  ready: 'green',
  installed: 'green',
  failed: 'red',
  new: 'dim',
};

/**
 * `cairn host list` as text.
 *
 * @param lives left out: nothing is said of when hosts were last heard of
 */
export function renderHostTable(
  hosts: readonly Host[],
  nowSeconds: number,
  style: TerminalStyle = PLAIN,
  lives?: Lives,
): string {
  const releases = hosts.map((host) => releaseOf(host, lives?.get(host.name)));
  // Where nobody runs one there is nothing to say
  const hasReleases = releases.some((release) => release !== '');
  const head = [
    ...HEAD,
    ...(hasReleases ? RELEASE_HEAD : []),
    ...(lives === undefined ? [] : LIFE_HEAD),
    'REMARK',
  ];
  const rows = hosts.map((host, at) => [
    host.name,
    host.appliance,
    host.address,
    host.bootAction,
    host.state,
    renderPhase(host),
    renderSince(nowSeconds - host.sinceSeconds),
    ...(hasReleases ? [releases[at] || '-'] : []),
    ...(lives === undefined ? [] : renderLife(lives.get(host.name), nowSeconds)),
    [renderRemark(host), remarkOnLife(lives?.get(host.name))].filter(Boolean).join('; '),
  ]);
  return renderTable(head, rows, (cell, row, column) => {
    const { name, state, bootAction } = hosts[row]!;
    const isSilent = lives?.get(name)?.isSilent === true;
    switch (head[column]) {
      case 'STATE':
        return paint(cell, COLORS[state], style);
      case 'BOOT':
        return bootAction === 'rescue' ? paint(cell, 'red', style) : cell;
      case 'HEARD':
        return isSilent ? paint(cell, 'red', style) : cell;
      case 'REMARK':
        return isSilent || state === 'failed' ? paint(cell, 'red', style) : cell;
      default:
        return cell;
    }
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

/** When it was last heard of, and the load that it told. */
function renderLife({ heardSeconds, word }: Partial<HostLife> = {}, nowSeconds: number): readonly string[] {
  return [
    heardSeconds === undefined ? '-' : renderSince(nowSeconds - heardSeconds),
    word === undefined ? '-' : word.load.toFixed(2),
  ];
}

/** `silent`, `2 failed units: a.service, b.service`. */
function remarkOnLife(life: HostLife | undefined): string {
  const { failedCount = 0, failedUnits = [] } = life?.word ?? {};
  const more = failedCount > failedUnits.length ? ', ...' : '';
  return [
    ...(life?.isSilent === true ? ['silent'] : []),
    ...(failedCount === 0
      ? []
      : [`${countOf(failedCount, 'failed unit')}: ${failedUnits.join(', ')}${more}`]),
  ].join('; ');
}

/** `12 s`, `5 min`, `3 h`, `2 d`. */
export function renderSince(seconds: number): string {
  const past = Math.max(0, seconds);
  if (past < 100) return `${past} s`;
  if (past < 100 * 60) return `${Math.floor(past / 60)} min`;
  if (past < 48 * 3600) return `${Math.floor(past / 3600)} h`;
  return `${Math.floor(past / 86_400)} d`;
}
