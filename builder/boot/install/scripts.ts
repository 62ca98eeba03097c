import { formatOrigin, type Script, type ScriptPhase } from '../../model/mod.ts';
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
 * medium), and the same by HTTP. `/usr/lib/cairn/copy-release` copies from either.
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
