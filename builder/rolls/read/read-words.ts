import { readText } from '../../io/mod.ts';
import { BuildError, errorProblem, type SystemWords, VALUE_TYPE_NAMES } from '../../model/mod.ts';
import type { TreeFile } from '../roll.ts';

const MAX_BYTES = 256 * 1024;

/** Names that an operating system has, from `words/TYPE` of its roll. @throws {BuildError} ROLL_STRUCTURE */
export async function readWords(files: readonly TreeFile[], origin: string): Promise<SystemWords> {
  const words: Record<string, string> = {};
  for (const { path, absolute, sizeBytes } of files) {
    const type = /^words\/([^/]+)$/.exec(path)?.[1];
    // Units are no values: the build looks them up itself
    if (type === undefined || type === 'unit') continue;
    const refuse = (message: string, hint: string): never => {
      throw new BuildError(errorProblem('ROLL_STRUCTURE', message, { file: `${origin}/${path}` }, hint));
    };
    if (!(VALUE_TYPE_NAMES as readonly string[]).includes(type))
      refuse(`There is no type "${type}" of values`, `Known are: ${VALUE_TYPE_NAMES.join(', ')}`);
    if (sizeBytes > MAX_BYTES) refuse(`Cannot read ${sizeBytes} bytes: too large`, 'Write one name a line');
    words[type] = (await readText(absolute)).trimEnd();
  }
  return words;
}
