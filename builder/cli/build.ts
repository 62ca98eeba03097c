import type { Command } from 'commander';

/** `cairn build RECIPE`: media and network boot tree from a recipe. */
export function addBuildCommand(program: Command): void {
  program.command('build').argument('<recipe>').description('Build installation media from a recipe');
}
