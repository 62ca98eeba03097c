import { FRONTEND_PATHS, HOST_PATHS, type Script } from '../../model/mod.ts';
import { enableUnit, UNITS } from '../install/enable-unit.ts';
import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import type { InstallState } from '../machine/state.ts';
import { CHANGE_PATHS, type ChangesFile } from './changes-file.ts';
import fetchHosts from './fetch-hosts.pl?text';
import tellFailure from './tell-failure.pl?text';

/**
 * Puts what runs when other hosts change onto the machine: the scripts with their questions, and units that run them every minute; on a frontend also at once, when its
 * service writes another list.
 */
export function installChanges(
  effects: Effects,
  { host }: Pick<InstallState, 'host'>,
  scripts: readonly Script[],
): void {
  if (scripts.length === 0) return;
  const source =
    host === undefined
      ? { file: CHANGE_PATHS.published }
      : { frontend: host.frontend.address, path: `${FRONTEND_PATHS.rosters}/${host.appliance}.json` };
  const changes: ChangesFile = { format: 1, source, scripts };
  const at = (path: string): string => `${PATHS.target}${path}`;
  effects.write(at(CHANGE_PATHS.file), `${JSON.stringify(changes, undefined, 1)}\n`, 0o600);
  effects.write(at(CHANGE_PATHS.fetch), fetchHosts, 0o755);
  effects.write(at(CHANGE_PATHS.tell), tellFailure, 0o755);
  effects.write(at(`${UNITS}/cairn-changes.service`), SERVICE);
  enableUnit(effects, 'cairn-changes.timer', TIMER, 'timers.target');
  if (host === undefined) enableUnit(effects, 'cairn-changes.path', PATH, 'paths.target');
}

const SERVICE = `[Unit]
Description=Scripts of the configuration graph that follow other hosts
# What they need runs by then
After=multi-user.target
StartLimitIntervalSec=0

[Service]
Type=oneshot
StateDirectory=cairn-changes
StateDirectoryMode=0700
ExecStart=${HOST_PATHS.interpreter} --std ${HOST_PATHS.engine} follow-hosts
# The journal has what it says; that it looks every minute is no news
LogLevelMax=notice
SyslogLevel=notice
`;

const TIMER = `[Unit]
Description=Asks every minute whether other hosts have changed

[Timer]
OnActiveSec=15s
OnUnitInactiveSec=1min
# Not all machines of a room at once
RandomizedDelaySec=20s
AccuracySec=1s

[Install]
WantedBy=timers.target
`;

const PATH = `[Unit]
Description=The list of hosts that this machine asks for is another one

[Path]
PathChanged=${CHANGE_PATHS.published}
Unit=cairn-changes.service

[Install]
WantedBy=paths.target
`;
