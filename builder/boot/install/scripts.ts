import { formatOrigin, type Script, type ScriptPhase } from '../../model/mod.ts';
import { renderExecutable } from '../../render/script/render-executable.ts';
import { isShell, type RenderedScript } from '../../render/script/render-script.ts';
import { type Compiled, renderCompiled } from '../answers/compile.ts';
import { type Effects, lastLines } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import type { Source } from '../machine/source.ts';
import { inTarget } from './target.ts';

/** Below the log folder, on the machine: each script, its output, and a table of exit statuses. */
const FOLDER = '/var/log/cairn/scripts';

/**
 * What scripts that run in the installer may rely on: the machine's disk, the medium's folder `cairn` (if there is a
 * medium), and the same by HTTP. `/usr/lib/cairn/copy-source` copies from either.
 */
function installerEnvironment(source: Source): Record<string, string> {
  return {
    CAIRN_TARGET: PATHS.target,
    CAIRN_SOURCE: `${PATHS.source}/cairn`,
    CAIRN_SOURCE_URL: source.url,
  };
}

/** A script as it runs, and as it is kept on the machine: without the secrets that it uses. */
export interface RunnableScript extends RenderedScript {
  readonly keptText: string;
}

/** The scripts of a phase, in order. */
export function renderPhase(compiled: Compiled, phase: ScriptPhase): RunnableScript[] {
  const { texts, kept } = renderCompiled(compiled);
  const masked = new Map(kept.scripts[phase].map((script) => [script.id, script.text]));
  return texts.scripts[phase].map((script) => ({
    ...script,
    keptText: masked.get(script.id) ?? '# Not kept\n',
  }));
}

/**
 * Runs the graph's scripts in order and keeps each with its output and exit status.
 * The first that fails ends the installation: a half-configured machine must not look finished.
 *
 * @param root where the log folder is: `/target`, or `` before there is one
 */
export function runScripts(
  effects: Effects,
  source: Source,
  root: string,
  phase: string,
  scripts: readonly RunnableScript[],
  onScript: (index: number, script: Script) => void,
): void {
  for (const [index, rendered] of scripts.entries()) {
    const { script } = rendered;
    onScript(index, script);
    // In memory as it runs: it may hold secrets
    const path = `/run/cairn-scripts/${rendered.id}`;
    effects.write(`${root}${path}`, rendered.text, 0o700);
    const kept = `${root}${FOLDER}/${phase}/${rendered.id}`;
    effects.write(kept, rendered.keptText, 0o600);
    const log = `${kept}.log`;
    const status = script.chroot
      ? inTarget(effects, [...rendered.interpreter.split(/\s+/), path], { log })
      : effects.run([...initrdInterpreter(rendered.interpreter), `${root}${path}`], {
          log,
          env: installerEnvironment(source),
        });
    effects.remove(`${root}${path}`);
    effects.append(
      `${root}${FOLDER}/status.tsv`,
      `${status}\t${phase}\t${rendered.id}\t${formatOrigin(script)}\n`,
    );
    if (status === 0) continue;
    throw new InstallFailure(
      `The ${phase} script of ${formatOrigin(script)} failed with status ${status}`,
      [`Its last lines:`, ...lastLines(effects, log), `The whole output: ${log}`].join('\n'),
    );
  }
}

/** The initrd has one shell, busybox'. */
function initrdInterpreter(interpreter: string): string[] {
  return isShell(interpreter) ? ['sh'] : interpreter.split(/\s+/);
}

/**
 * Scripts of the first boot, phase by phase, are put beside a unit that runs them once, in order. Somebody may log in
 * meanwhile, since one of them may wait; they have a time limit, and the frontend hears where they fail, and when they
 * have run well after that.
 */
export function installFirstBoot(effects: Effects, ...phases: readonly (readonly RenderedScript[])[]): void {
  if (phases.flat().length === 0) return;
  const folder = '/usr/local/lib/cairn/first-boot';
  for (const [order, scripts] of phases.entries()) {
    for (const rendered of scripts) {
      effects.write(`${PATHS.target}${folder}/${order}-${rendered.id}`, renderExecutable(rendered), 0o700);
    }
  }
  effects.write(`${PATHS.target}/etc/systemd/system/cairn-first-boot.service`, firstBootUnit(folder));
  const wants = `${PATHS.target}/etc/systemd/system/multi-user.target.wants`;
  effects.run(['mkdir', '-p', wants]);
  effects.run(['ln', '-sf', '../cairn-first-boot.service', `${wants}/cairn-first-boot.service`]);
}

function firstBootUnit(folder: string): string {
  return `[Unit]
Description=First boot scripts of the configuration graph
ConditionPathExists=!/var/lib/cairn/first-boot-done
After=network.target local-fs.target
OnFailure=cairn-first-boot-failed.service

[Service]
Type=oneshot
RemainAfterExit=yes
TimeoutStartSec=30min
ExecStart=/usr/bin/run-parts --exit-on-error --regex=. ${folder}
ExecStartPost=/usr/bin/mkdir -p /var/lib/cairn
ExecStartPost=/usr/bin/touch /var/lib/cairn/first-boot-done
ExecStartPost=-/usr/bin/systemctl --no-block start cairn-first-boot-done.service
StandardOutput=journal+console

[Install]
WantedBy=multi-user.target
`;
}
