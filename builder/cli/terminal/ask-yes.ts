import { createInterface } from 'node:readline/promises';
import { fail } from '../../model/mod.ts';

/**
 * Asks a question that is answered with yes or no; anything but yes is no.
 *
 * @param option that stands for a yes, where nobody can be asked
 * @throws {BuildError} USAGE without a terminal
 */
export async function askYes(question: string, option: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    return fail('USAGE', 'There is no terminal to ask at', undefined, `Say so beforehand: ${option}`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
