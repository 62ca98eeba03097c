import type { Command } from 'commander';

/** `cairn host ...`: the machines of a cluster. Bodies load only when a command runs. */
export function addHostCommands(program: Command): void {
  const host = program.command('host').description('The machines of a cluster, on its frontend');
  host
    .command('add')
    .argument('[name]', 'name; APPLIANCE-RACK-RANK with the next rank when left out')
    .option('--appliance <name>', 'what it is for (default: from the name, else compute)')
    .option('--rack <number>', 'where it stands (default: from the name, else 0)')
    .option('--rank <number>', 'its place in the rack (default: from the name, else the next)')
    .option('--mac <address>', 'MAC address of a network card (repeatable)', collect, [])
    .option('--address <address>', 'on the private network (default: the next free one)')
    .option('--boot <action>', 'install, os, rescue or memtest (default: install)')
    .option('--bmc <url>', 'management board: ipmi://user@ADDRESS or redfish://user@ADDRESS')
    .option('--bmc-password <file>', 'file with the password of the management board; - for standard input')
    .description('Make a machine known before it is switched on')
    .action(async (name: string | undefined, options) =>
      (await import('./add.ts')).runHostAdd(name, options),
    );
  host
    .command('list')
    .argument('[selection]', 'as compute-0-[0-31] or @compute (default: all)')
    .option('--format <name>', 'text, json, or nodes (one folded line)', 'text')
    .option('--group <name>', 'only hosts of this group')
    .option('--groups', 'print the names of all groups')
    .option('--groups-of <name>', 'print the groups of one host')
    .description('Show hosts: state, phase, since when, and why an installation failed')
    .action(async (selection: string | undefined, options) =>
      (await import('./list.ts')).runHostList(selection, options),
    );
  host
    .command('watch')
    .argument('[selection]', 'hosts to show (default: all)')
    .description('Show hosts as they change, with a bar for each')
    .action(async (selection?: string) => (await import('./watch.ts')).runHostWatch(selection));
  host
    .command('log')
    .argument('<host>')
    .option('--follow', 'go on as the log grows')
    .option('--events', 'what the frontend saw, instead of what the installer wrote')
    .description("Show the installer's log of a host")
    .action(async (name: string, options) => (await import('./log.ts')).runHostLog(name, options));
  host
    .command('remove')
    .argument('<selection>')
    .description('Forget hosts, with their attributes and keys')
    .action(async (selection: string) => (await import('./remove.ts')).runHostRemove(selection));
  host
    .command('import')
    .argument('<file>', 'CSV or YAML; - for standard input')
    .option('--format <name>', 'csv or yaml (default: by the name of the file)')
    .option('--update', 'change hosts that are there already')
    .description('Make many machines known: all of a file, or none')
    .action(async (file: string, options) => (await import('./import.ts')).runHostImport(file, options));
  host
    .command('export')
    .argument('[selection]', 'hosts to write (default: all)')
    .option('--format <name>', 'csv or yaml', 'csv')
    .description('Write hosts as a file that "host import" reads')
    .action(async (selection: string | undefined, options) =>
      (await import('./export.ts')).runHostExport(selection, options),
    );
  host
    .command('reinstall')
    .argument('<selection>')
    .option('--no-restart', 'only set the boot action')
    .option('--new-disk', 'the disk it was installed on is gone: another one may be taken')
    .description('Install hosts anew; partitions called state-* and host keys are kept')
    .action(async (selection: string, options) =>
      (await import('./reinstall.ts')).runHostReinstall(selection, options),
    );
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}
