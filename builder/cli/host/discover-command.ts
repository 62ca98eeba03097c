import type { Command } from 'commander';

/** `cairn discover`: names the machines that are switched on while it runs. */
export function addDiscoverCommand(program: Command): void {
  program
    .command('discover')
    .requiredOption('--appliance <name>', 'what the new hosts are for')
    .option('--rack <number>', 'the rack that they stand in', '0')
    .option('--replace <host>', 'the next machine takes the place of this host')
    .option('--json', 'one JSON event a line')
    .description('Name machines as they are switched on, install them, and show how far they are')
    .action(async (options) => (await import('./discover.ts')).runDiscover(options));
}
