import { Command, CommanderError } from 'commander';
import { BuildError, redactLogins } from '../../model/mod.ts';
import { VERSION } from '../../model/version.ts';
import { printError, printProblems } from '../terminal/report.ts';
import type { CommandGroup } from './define-command.ts';
import { renderExitCodes } from './exit-codes.ts';
import { addCommands } from './to-commander.ts';

/**
 * Runs one command line.
 *
 * @param words without the program's name
 * @returns the exit code: one of `EXIT_CODES`
 */
export async function runCommandLine(commands: CommandGroup, words: readonly string[]): Promise<number> {
  const program = new Command(commands.name).description(commands.summary).version(VERSION).exitOverride();
  addCommands(program, commands);
  program.addHelpText('after', renderExitCodes());
  try {
    await program.parseAsync(words, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return await reportFailure(error);
  }
}

async function reportFailure(thrown: unknown): Promise<number> {
  // Loaded when it is needed: the help answers at once.
  const error = (await import('../../io/system-errors.ts')).explainSystemError(thrown);
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof BuildError) {
    printProblems(error.problems);
    return error.exitCode;
  }
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  printError(`Internal error, please report it: ${redactLogins(what)}`);
  return 3;
}
