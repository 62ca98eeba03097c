import type { Command } from 'commander';

/** `cairn media ...`: verify and burn what a build wrote. */
export function addMediaCommands(program: Command): void {
  program.command('media').description('Verify and burn media');
}
