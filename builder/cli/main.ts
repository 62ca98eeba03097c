#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { BuildError, formatProblem } from '../model/mod.ts';
import { VERSION } from '../model/version.ts';
import { addBuildCommand } from './build/build.ts';
import { addGraphCommands } from './graph/graph.ts';
import { addDiscoverCommand } from './host/discover-command.ts';
import { addHostCommands } from './host/host.ts';
import { addMediaCommands } from './media/media.ts';
import { addRollCommands } from './roll/roll.ts';
import { addClusterCommands } from './site/site.ts';

/** Runs one command line and returns its exit code: 0 done, 1 input wrong, 2 usage wrong, 3 environment failed. */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('cairn')
    .description('Builds installation media and network boot trees from rolls')
    .version(VERSION)
    .exitOverride();
  addBuildCommand(program);
  addRollCommands(program);
  addGraphCommands(program);
  addMediaCommands(program);
  addHostCommands(program);
  addClusterCommands(program);
  addDiscoverCommand(program);
  try {
    await program.parseAsync(argv as string[]);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return reportFailure(error);
  }
}

function reportFailure(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof BuildError) {
    for (const problem of error.problems) process.stderr.write(`${formatProblem(problem)}\n`);
    return error.exitCode;
  }
  process.stderr.write(
    `Internal error, please report it: ${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return 3;
}

process.exitCode = await main(process.argv);
