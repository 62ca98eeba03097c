import { cleanLine } from '../../model/mod.ts';
import { renderTable } from '../terminal/text-table.ts';
import type { HostPage } from './show.ts';
import { renderSince } from './text.ts';

/** `cairn host show` as text. */
export function renderHostPage(page: HostPage, nowSeconds: number): string {
  const { host, groups, attributes, keys, certificates, events } = page;
  const facts: readonly (readonly [string, string])[] = [
    ['name', host.name],
    ['appliance', host.appliance],
    ['rack, rank', `${host.rack}, ${host.rank}`],
    ['address', host.address],
    ['cards', host.macs.join(' ') || '-'],
    ['management board', host.bmc ?? '-'],
    ['at its next start', host.bootAction],
    ['state', `${host.state}, since ${renderSince(nowSeconds - host.sinceSeconds)}`],
    ...(host.phase === '' ? [] : ([['phase', `${host.phase}, ${host.percent} %`]] as const)),
    ...(host.failureReason === ''
      ? []
      : ([['failed', `${host.failureReason} (${host.failures} in a row)`]] as const)),
    ['disk', host.disk ?? '-'],
    ['runs the release', host.release ?? '-'],
    ['last ready', host.readySeconds === undefined ? '-' : timeOf(host.readySeconds)],
    ['groups', groups.map((name) => `@${name}`).join(' ')],
    ['keys', keys.length === 0 ? '-' : `${keys.join(' ')} (secret)`],
    ["installer's log", `${page.logBytes} bytes: cairn host log ${host.name}`],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const sections = [
    facts.map(([name, value]) => `${name.padEnd(width)}  ${cleanLine(value)}\n`).join(''),
    renderTable(
      ['ATTRIBUTE', 'SCOPE', 'FROM', 'VALUE'],
      attributes.map(({ name, scope, from, value }) => [name, scope, from, value.replaceAll('\n', '\\n')]),
    ),
    renderTable(
      ['CERTIFICATE', 'UNTIL', 'STATE', 'SERIAL'],
      certificates.map(({ serial, service, untilSeconds, revokedSeconds }) => [
        service,
        timeOf(untilSeconds),
        revokedSeconds !== undefined ? 'revoked' : untilSeconds <= nowSeconds ? 'ended' : 'good',
        serial,
      ]),
    ),
    renderTable(
      ['EVENT', 'WHAT', 'TEXT'],
      events.map(({ timeSeconds, kind, text }) => [timeOf(timeSeconds), kind, text]),
    ),
  ];
  // A head without rows says nothing
  return sections.filter((text) => text.split('\n').length > 2).join('\n');
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
