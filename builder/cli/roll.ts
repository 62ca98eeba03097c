import type { Command } from 'commander';

/** `cairn roll ...`: create, check, pack, sign and import rolls. */
export function addRollCommands(program: Command): void {
  program.command('roll').description('Create, check, pack, sign and import rolls');
}
