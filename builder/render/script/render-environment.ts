import type { Script } from '../../model/mod.ts';
import { chooseDelimiter, quoteShell } from './shell.ts';

/** Shell lines that put a script's environment in place; nothing for a script that has none. */
export function renderEnvironment(environment: Script['environment'] = {}): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}=${quoteShell(value)}\n`)
    .join('');
}

/**
 * A program in another language as a shell script that gives it its environment.
 *
 * @param interpreter with its arguments, separated by blanks
 */
export function wrapProgram(
  interpreter: string,
  program: string,
  environment: Script['environment'],
): string {
  const delimiter = chooseDelimiter(program);
  return [
    `${renderEnvironment(environment)}cairn_program=$(mktemp) || exit 1`,
    `cat > "$cairn_program" <<'${delimiter}'`,
    `${program}${delimiter}`,
    `${interpreter.split(/\s+/).map(quoteShell).join(' ')} "$cairn_program"`,
    'cairn_status=$?',
    'rm -f "$cairn_program"',
    'exit $cairn_status\n',
  ].join('\n');
}
