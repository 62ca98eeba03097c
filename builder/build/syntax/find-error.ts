import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { type KeptPlace, keepValue, type Run, stampTools, withTempDir } from '../../io/mod.ts';
import { BuildError } from '../../model/mod.ts';
import type { ScriptLanguage } from './language.ts';

/** Where a language's own reader gives up, and what it says. */
export interface SyntaxFault {
  /** Counts from 1; absent where the reader names none. */
  readonly line?: number;
  readonly message: string;
}

/**
 * Reads programs of one language, as the readers of this file do, but what was read before is not read again.
 *
 * @throws {BuildError} COMMAND_MISSING
 */
export async function readOnce(
  cache: KeptPlace | undefined,
  run: Run,
  language: ScriptLanguage,
  texts: readonly string[],
): Promise<readonly (SyntaxFault | undefined)[]> {
  if (cache === undefined) return READERS[language](run, texts);
  const found = await keepValue(cache, {
    kind: 'syntax',
    inputs: { language, texts, versions: await stampTools(PROGRAMS) },
    shape: v.array(v.nullable(faultShape)),
    find: async () => (await READERS[language](run, texts)).map((fault) => fault ?? null),
  });
  return found.map((fault) => {
    if (fault === null) return undefined;
    const { line, message } = fault;
    return line === undefined ? { message } : { line, message };
  });
}

const PROGRAMS: readonly string[] = ['bash', 'dash', 'python3'];
const faultShape = v.object({ line: v.optional(v.number()), message: v.string() });

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
/** Nothing is read before the program. */
const OPTIONS = { env: { BASH_ENV: undefined, ENV: undefined }, timeoutMs: LIMIT_MS };

/** One program starts all readers: a large graph has thousands of scripts. */
function readShell(argvOf: (text: string) => readonly string[]): SyntaxReader {
  return (run, texts) =>
    withTempDir(async (folder) => {
      const faults: (SyntaxFault | undefined)[] = texts.map(() => undefined);
      const groups = new Map<string, number[]>();
      for (const [index, text] of texts.entries()) {
        await writeFile(join(folder, String(index)), text);
        const key = argvOf(text).join('\0');
        groups.set(key, [...(groups.get(key) ?? []), index]);
      }
      for (const [key, indexes] of groups) {
        const argv = key.split('\0');
        const found = await readTogether(run, argv, folder, indexes);
        for (const index of indexes)
          faults[index] = found === undefined ? await readAlone(run, argv, folder, index) : found.get(index);
      }
      return faults;
    });
}

/** @returns undefined where one of the readers ended in another way than by a message about a line */
async function readTogether(
  run: Run,
  argv: readonly string[],
  folder: string,
  indexes: readonly number[],
): Promise<ReadonlyMap<number, SyntaxFault> | undefined> {
  const input = indexes.map((index) => join(folder, String(index))).join('\0');
  try {
    const options = { ...OPTIONS, input, okCodes: [0, 123] };
    const { exitCode, stderr } = await run(['xargs', '-0', '-n', '1', ...argv], options);
    const found = readMessages(stderr, folder);
    return exitCode !== 0 && found.size === 0 ? undefined : found;
  } catch (error) {
    if (!(error instanceof BuildError) || error.code !== 'COMMAND_FAILED') throw error;
    return undefined;
  }
}

async function readAlone(
  run: Run,
  argv: readonly string[],
  folder: string,
  index: number,
): Promise<SyntaxFault | undefined> {
  try {
    const options = { ...OPTIONS, okCodes: [0, 1, 2, 127] };
    const { exitCode, stderr } = await run([...argv, join(folder, String(index))], options);
    if (exitCode === 0) return undefined;
    return readMessages(stderr, folder).get(index) ?? { message: stderr.trim().split('\n')[0] ?? '' };
  } catch (error) {
    if (!(error instanceof BuildError) || error.code !== 'COMMAND_FAILED') throw error;
    return { message: 'its reader gives up' };
  }
}

/** `/tmp/x/7: line 3: syntax error near ...` and `/tmp/x/7: 3: Syntax error: ...`; the first of each file counts. */
function readMessages(stderr: string, folder: string): ReadonlyMap<number, SyntaxFault> {
  const found = new Map<number, SyntaxFault>();
  for (const text of stderr.split('\n')) {
    if (!text.startsWith(`${folder}/`)) continue;
    const [, index, line, message = ''] =
      /^(\d+): (?:line )?(\d+): (?!warning: )(.*)$/.exec(text.slice(folder.length + 1)) ?? [];
    if (index === undefined || found.has(Number(index))) continue;
    found.set(Number(index), { line: Number(line), message: message.replace(/^\w+ error: /i, '') });
  }
  return found;
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
