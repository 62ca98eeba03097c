import { formatOrigin } from '../../model/mod.ts';
import { renderExecutable } from '../../render/script/render-executable.ts';
import type { RenderedScript } from '../../render/script/render-script.ts';
import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import { enableUnit } from './enable-unit.ts';
import runner from './run-scripts.sh?text';

const FOLDER = '/usr/local/lib/cairn';
const RUNNER = `${FOLDER}/run-scripts`;
const LISTS = `${FOLDER}/lists`;

/** All scripts of a first boot together that say nothing of their time. */
const FIRST_BOOT_SECONDS = 1800;
/** A check that says nothing of its time. */
const READY_SECONDS = 300;
/** After the first of the pauses between tries, which grow; the script that is installed knows the same. */
const FIRST_PAUSE_SECONDS = 5;
const LONGEST_PAUSE_SECONDS = 300;

/** What runs on the machine when it starts. */
export interface StartScripts {
  /** Those of the first boot by their order, each in the sequence of nodes. */
  readonly firstBoot: readonly (readonly RenderedScript[])[];
  /** Checks that are made at each start. */
  readonly ready: readonly RenderedScript[];
}

/**
 * Puts scripts that run when the machine starts beside units that run them. Somebody may log in meanwhile, since one of
 * them may wait; all of them have time limits, and where they fail stands in `/run/cairn-start-failure`. The unit that
 * tells the frontend runs from the start on; where somebody runs scripts again later, it tells anew.
 */
export function installStartScripts(effects: Effects, { firstBoot, ready }: StartScripts): void {
  const first = firstBoot.flatMap((scripts, order) =>
    scripts.map((rendered) => ({ file: `${order}-${rendered.id}`, rendered })),
  );
  const checks = ready.map((rendered) => ({ file: rendered.id, rendered }));
  if (first.length + checks.length === 0) return;
  effects.write(`${PATHS.target}${RUNNER}`, runner, 0o755);
  if (first.length > 0) {
    writeScripts(effects, 'first-boot', first, 0);
    enableUnit(effects, 'cairn-first-boot.service', firstBootUnit(first.map(({ rendered }) => rendered)));
  }
  if (checks.length > 0) {
    writeScripts(effects, 'ready', checks, READY_SECONDS);
    enableUnit(effects, 'cairn-ready.service', readyUnit(first.length > 0));
  }
}

function writeScripts(
  effects: Effects,
  name: string,
  scripts: readonly { readonly file: string; readonly rendered: RenderedScript }[],
  usualSeconds: number,
): void {
  const folder = `${PATHS.target}${FOLDER}/${name}`;
  const lines = scripts.map(({ file, rendered: { script } }) => {
    const { within = usualSeconds, retry = 0, after = ['-'] } = script;
    return [file, within, retry, after.join(' '), formatOrigin(script)].join('\t');
  });
  for (const { file, rendered } of scripts)
    effects.write(`${folder}/${file}`, renderExecutable(rendered), 0o700);
  effects.write(`${PATHS.target}${LISTS}/${name}`, `${lines.join('\n')}\n`, 0o600);
}

/** Scripts that have times of their own have them beside those of all others. */
function limitFirstBoot(scripts: readonly RenderedScript[]): string {
  const extra = scripts.reduce((sum, { script }) => sum + longestSeconds(script), 0);
  return extra === 0 ? '30min' : `${FIRST_BOOT_SECONDS + extra}s`;
}

function longestSeconds({ within, retry = 0, after = [] }: RenderedScript['script']): number {
  const waits = after.length * (within ?? FIRST_BOOT_SECONDS);
  let pauses = 0;
  let pause = FIRST_PAUSE_SECONDS;
  for (let left = retry; left > 0; left -= 1) {
    pauses += pause;
    pause = Math.min(pause * 2, LONGEST_PAUSE_SECONDS);
  }
  return waits + pauses + (within === undefined ? 0 : (within + 10) * (retry + 1));
}

function firstBootUnit(scripts: readonly RenderedScript[]): string {
  return `[Unit]
Description=First boot scripts of the configuration graph
ConditionPathExists=!/var/lib/cairn/first-boot-done
After=network.target local-fs.target
OnFailure=cairn-start-word.service

[Service]
Type=oneshot
RemainAfterExit=yes
TimeoutStartSec=${limitFirstBoot(scripts)}
ExecStart=${RUNNER} once ${LISTS}/first-boot ${FOLDER}/first-boot
ExecStartPost=/usr/bin/mkdir -p /var/lib/cairn
ExecStartPost=/usr/bin/touch /var/lib/cairn/first-boot-done
ExecStartPost=-/usr/bin/systemctl --no-block start cairn-start-word.service
StandardOutput=journal+console

[Install]
WantedBy=multi-user.target
`;
}

/** In the background: no start waits for it. */
function readyUnit(hasFirstBoot: boolean): string {
  const first = hasFirstBoot ? 'cairn-first-boot.service' : '';
  return `[Unit]
Description=Checks of the configuration graph: this machine does what it is for
After=network.target local-fs.target${first === '' ? '' : ` ${first}\nRequires=${first}`}
OnFailure=cairn-start-word.service

[Service]
Type=exec
RemainAfterExit=yes
ExecStart=${RUNNER} until ${LISTS}/ready ${FOLDER}/ready
ExecStartPost=-/usr/bin/systemctl --no-block start cairn-start-word.service

[Install]
WantedBy=multi-user.target
`;
}
