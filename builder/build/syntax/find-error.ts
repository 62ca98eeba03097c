import type { Run } from '../../io/mod.ts';
import { BuildError } from '../../model/mod.ts';
import type { ScriptLanguage } from './language.ts';

/** Where a language's own reader gives up, and what it says. */
export interface SyntaxFault {
  /** Counts from 1; absent where the reader names none. */
  readonly line?: number;
  readonly message: string;
}

/** Reads programs of one language. @returns what is wrong with each, in their order; undefined: nothing */
export type SyntaxReader = (
  run: Run,
  texts: readonly string[],
) => Promise<readonly (SyntaxFault | undefined)[]>;

/** Nothing of a program is run: `-n` reads commands, and Python compiles. */
export const READERS: Readonly<Record<ScriptLanguage, SyntaxReader>> = {
  bash: readShell((text) => ['bash', ...(/\bextglob\b/.test(text) ? ['-O', 'extglob'] : []), '-n']),
  sh: readShell(() => ['dash', '-n']),
  python: readPython,
};

const LIMIT_MS = 60_000;
/** What would be read before the program. */
const NO_STARTUP = { BASH_ENV: undefined, ENV: undefined };

function readShell(argvOf: (text: string) => readonly string[]): SyntaxReader {
  return async (run, texts) => {
    const faults: (SyntaxFault | undefined)[] = [];
    for (const text of texts) {
      const options = { input: text, env: NO_STARTUP, okCodes: [0, 1, 2, 127], timeoutMs: LIMIT_MS };
      try {
        const { exitCode, stderr } = await run(argvOf(text), options);
        faults.push(exitCode === 0 ? undefined : parseShellMessage(stderr));
      } catch (error) {
        if (!(error instanceof BuildError) || error.code !== 'COMMAND_FAILED') throw error;
        faults.push({ message: 'its reader gives up' });
      }
    }
    return faults;
  };
}

/** `bash: line 3: syntax error near ...` and `dash: 3: Syntax error: ...`; bash quotes the line after it. */
function parseShellMessage(stderr: string): SyntaxFault {
  for (const text of stderr.split('\n')) {
    const [, line, message] = /^\w+: (?:line )?(\d+): (?!warning: )(.*)$/.exec(text) ?? [];
    if (line !== undefined) return { line: Number(line), message: message!.replace(/^\w+ error: /i, '') };
  }
  return { message: stderr.trim().split('\n')[0] ?? '' };
}

const PYTHON = `import json, sys, warnings
warnings.simplefilter("ignore")
def look(text):
    try:
        compile(text, "script", "exec", dont_inherit=True)
    except SyntaxError as error:
        return {"line": error.lineno or 0, "message": error.msg}
    except Exception as error:
        return {"line": 0, "message": str(error) or type(error).__name__}
print(json.dumps({"version": sys.version_info[:2], "found": [look(text) for text in json.load(sys.stdin)]}))
`;

async function readPython(run: Run, texts: readonly string[]): Promise<readonly (SyntaxFault | undefined)[]> {
  const argv = ['python3', '-I', '-S', '-c', PYTHON];
  const { stdout } = await run(argv, { input: JSON.stringify(texts), timeoutMs: LIMIT_MS });
  const { version, found } = JSON.parse(stdout) as {
    readonly version: readonly [number, number];
    readonly found: readonly (Required<SyntaxFault> | null)[];
  };
  return found.map((fault, index) => {
    if (fault === null || isNewer(version, texts[index]!, fault)) return undefined;
    return { ...(fault.line > 0 ? { line: fault.line } : {}), message: fault.message };
  });
}

/** The Python of the build host may be older than that of the machines: 3.12 reads more inside f-strings, and knows `type`. */
function isNewer(
  [major, minor]: readonly [number, number],
  text: string,
  { line, message }: Required<SyntaxFault>,
): boolean {
  if (major > 3 || minor >= 12) return false;
  const at = text.split('\n')[line - 1] ?? '';
  return (
    /f-string/.test(message) || /\b[fF][rR]?["']/.test(at) || /^\s*(?:type \w|(?:def|class) \w+\[)/.test(at)
  );
}
