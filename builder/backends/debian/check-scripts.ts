import type { Problem, Script } from '../../model/mod.ts';
import { isShell } from '../../render/script/render-script.ts';
import { refusalProblem } from '../plan-installation.ts';

/** Programs of the installer that read scripts, beside its shell. */
const INSTALLER_PROGRAMS: ReadonlySet<string> = new Set(['awk', 'qjs', 'sed']);

/** Scripts that could not run where they are to run. */
export function checkScripts(scripts: readonly Script[]): readonly Problem[] {
  return scripts.flatMap((script) => {
    const reason = script.chroot ? undefined : whyNotInInstaller(script);
    return reason === undefined
      ? []
      : [refusalProblem('ELEMENT_UNSUPPORTED', `<${script.element}>`, script, reason)];
  });
}

function whyNotInInstaller({ phases, interpreter }: Script): string | undefined {
  const later = phases.find((phase) => phase !== 'pre' && phase !== 'post');
  if (later !== undefined) return `there is no installer to run it in when the phase "${later}" comes`;
  const program = interpreter.split(/\s+/)[0]!.replace(/^.*\//, '');
  if (isShell(interpreter) || INSTALLER_PROGRAMS.has(program)) return undefined;
  return `it runs in the installer, which has no "${program}": write it for sh`;
}
