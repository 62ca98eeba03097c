import type { Profile } from '../../graph/mod.ts';
import type { KeptPlace, Run } from '../../io/mod.ts';
import {
  BuildError,
  countOf,
  errorProblem,
  type GraphBundle,
  type Place,
  type Problem,
  placeOfOrigin,
  warningProblem,
} from '../../model/mod.ts';
import { READERS, readOnce, type SyntaxFault } from './find-error.ts';
import { findLine } from './find-line.ts';
import type { ScriptLanguage } from './language.ts';
import { listPrograms, type Program } from './list-programs.ts';

interface Fault extends SyntaxFault {
  readonly program: Program;
  readonly place: Place;
}

const HINT = 'A machine would stop there; nothing of the script was run';

/**
 * Reads every program of some appliances as its interpreter would: an error for each that it cannot read, one warning
 * for all of a lenient roll. Where the interpreter is not installed on this machine, a warning says so.
 */
export async function checkSyntax(
  run: Run,
  { rolls, lenient: allLenient, site }: Pick<GraphBundle, 'rolls' | 'lenient' | 'site'>,
  profiles: readonly Profile[],
  cache?: KeptPlace,
): Promise<readonly Problem[]> {
  const programs = new Map<string, Program>();
  for (const program of profiles.flatMap(listPrograms)) {
    const { roll, file, line } = program.origin;
    programs.set([roll, file, line, program.language, program.text].join('\n'), program);
  }
  const sources = new Map([...rolls, ...(site === undefined ? [] : [site])].map((roll) => [roll.name, roll]));
  const problems: Problem[] = [];
  const faults: Fault[] = [];
  for (const language of Object.keys(READERS) as ScriptLanguage[]) {
    const own = [...programs.values()].filter((program) => program.language === language);
    if (own.length === 0) continue;
    try {
      const found = await readOnce(
        cache,
        run,
        language,
        own.map(({ text }) => text),
      );
      for (const [index, fault] of found.entries())
        if (fault !== undefined) faults.push(placeFault(own[index]!, fault));
    } catch (error) {
      if (!(error instanceof BuildError) || error.code !== 'COMMAND_MISSING') throw error;
      const [missing] = error.problems;
      const are = own.length === 1 ? 'is' : 'are';
      const message = `${countOf(own.length, 'script')} in ${NAMES[language]} ${are} not read: ${missing!.message}`;
      problems.push(warningProblem('COMMAND_MISSING', message, undefined, missing!.hint));
    }
  }
  return [...problems, ...[...sources.keys()].flatMap(describeFaults)];

  function placeFault(program: Program, fault: SyntaxFault): Fault {
    const { roll, file, line } = program.origin;
    const text = sources.get(roll)?.files.find(({ path }) => path === file)?.text;
    const found =
      text === undefined || fault.line === undefined
        ? undefined
        : findLine(text, line, program.text, fault.line);
    const place = placeOfOrigin(program.origin);
    return { ...fault, program, place: found === undefined ? place : { ...place, line: found } };
  }

  function describeFaults(name: string): Problem[] {
    const own = faults.filter(({ program }) => program.origin.roll === name);
    if (allLenient !== true && sources.get(name)?.lenient !== true)
      return own.map((fault) => errorProblem('SCRIPT_SYNTAX', describe(fault), fault.place, HINT));
    const [first] = own;
    if (first === undefined) return [];
    const message = `${countOf(own.length, 'script')} cannot be read, first: ${describe(first)}`;
    return [warningProblem('SCRIPT_SYNTAX', message, first.place, HINT)];
  }
}

const NAMES: Readonly<Record<ScriptLanguage, string>> = { bash: 'bash', sh: 'sh', python: 'Python' };

function describe({ program: { language, what, origin }, message }: Fault): string {
  return `Cannot read ${what} of node "${origin.node}" as ${NAMES[language]}: ${message}`;
}
