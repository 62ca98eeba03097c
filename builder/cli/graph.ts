import type { Command } from 'commander';

/** `cairn graph ...`: questions about the configuration graph. Bodies load only when a command runs. */
export function addGraphCommands(program: Command): void {
  program.command('graph').description('Check, traverse, explain, compare and draw the configuration graph');
}
