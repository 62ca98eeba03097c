import type { Host } from '../frontend/state/mod.ts';
import { renderTable } from './text-table.ts';

const HEAD = ['NAME', 'APPLIANCE', 'ADDRESS', 'BOOT', 'STATE', 'PHASE', 'SINCE', 'REMARK'];

/** `cairn host list` as text. */
export function renderHostTable(hosts: readonly Host[], nowSeconds: number): string {
  return renderTable(
    HEAD,
    hosts.map((host) => [
      host.name,
      host.appliance,
      host.address,
      host.bootAction,
      host.state,
      renderPhase(host),
      renderSince(nowSeconds - host.sinceSeconds),
      renderRemark(host),
    ]),
  );
}

const BAR_WIDTH = 20;

/** `cairn host watch`: one line a host, with a bar. */
export function renderHostBars(hosts: readonly Host[], nowSeconds: number): string {
  const nameWidth = Math.max(...hosts.map((host) => host.name.length), 4);
  return hosts
    .map((host) => {
      const filled = Math.round((host.percent / 100) * BAR_WIDTH);
      const bar = `[${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}] ${String(host.percent).padStart(3)}%`;
      const since = renderSince(nowSeconds - host.sinceSeconds).padStart(7);
      const what = [host.phase, renderRemark(host)].filter(Boolean).join(': ');
      return `${host.name.padEnd(nameWidth)}  ${bar}  ${host.state.padEnd(10)} ${since}  ${what}`.trimEnd();
    })
    .map((line) => `${line}\n`)
    .join('');
}

function renderPhase(host: Host): string {
  if (host.state === 'new' || host.state === 'installed' || host.phase === '') return '-';
  return `${host.phase} ${host.percent}%`;
}

function renderRemark(host: Host): string {
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
