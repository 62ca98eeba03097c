import type { ServiceCertificate, Timer, Trust } from '../../model/mod.ts';
import renew from './renew-certificates.pl?text';
import { nameNodes, type SettingFile } from './setting-file.ts';
import { listTimerUnits, renderTimers } from './timers.ts';

const NAME = 'cairn-certificates';
const PROGRAM = '/usr/lib/cairn/renew-certificates';

/** What a machine has that asks for certificates, or for trust: who is revoked is known everywhere after so long. */
const TIMES = { every: '10min', first: '10min', delay: '1min', user: 'root' };

/** The program that asks the frontend, what it asks for, and the units that run it: before the services, and again. */
export function renderCertificates(
  certificates: readonly ServiceCertificate[] = [],
  trusts: readonly Trust[] = [],
): readonly SettingFile[] {
  const all = [...certificates, ...trusts];
  const [first] = all;
  if (first === undefined) return [];
  const by = all.flatMap((one) => one.by);
  const heading = `# ${nameNodes({ name: NAME, by })}\n`;
  const units = [...new Set(all.flatMap(({ restart }) => restart))];
  const [hashBang = '', ...program] = renew.split('\n');
  return [
    { path: PROGRAM, mode: 0o755, text: `${hashBang}\n${heading}${program.join('\n')}`, by },
    {
      path: '/etc/cairn/certificates.conf',
      mode: 0o644,
      text: `${heading}frontend ${first.frontend}\n${[...certificates.map(lineOf), ...trusts.map(lineOfTrust)].join('')}`,
      by,
    },
    {
      path: `/etc/systemd/system/${NAME}.service`,
      mode: 0o644,
      text: `${heading}${renderUnit(units)}`,
      by,
    },
    ...renderTimers([timerOf(by)]),
  ];
}

/** The units that start by themselves. */
export function listCertificateUnits(
  certificates: readonly ServiceCertificate[] = [],
  trusts: readonly Trust[] = [],
): readonly string[] {
  const by = [...certificates, ...trusts].flatMap((one) => one.by);
  return by.length === 0 ? [] : [`${NAME}.service`, ...listTimerUnits([timerOf(by)])];
}

function timerOf(by: Timer['by']): Timer {
  return { name: NAME, ...TIMES, by };
}

/** An empty field is a dash. */
function listOf(words: readonly string[]): string {
  return words.join(',') || '-';
}

function lineOf({ name, owner, group, mode, names, restart }: ServiceCertificate): string {
  return `certificate ${name} ${owner} ${group} ${mode} ${listOf(names)} ${listOf(restart)}\n`;
}

function lineOfTrust({ restart }: Trust): string {
  return `trust ${listOf(restart)}\n`;
}

function renderUnit(units: readonly string[]): string {
  return `[Unit]
Description=Certificates for services of this machine
Wants=network-online.target
After=network-online.target cairnd.service
Before=${[...units, 'cairn-first-boot.service'].join(' ')}

[Service]
Type=oneshot
ExecStart=${PROGRAM}
TimeoutStartSec=10min

[Install]
WantedBy=multi-user.target
`;
}
