import type { Command } from 'commander';

/** The small commands of a frontend: `appliance`, `attribute`, `network`, `boot`, `run`, `audit`, `export`, `import`. */
export function addClusterCommands(program: Command): void {
  program
    .command('appliance')
    .description('What machines can be for')
    .command('list')
    .option('--bundle <file>', 'graph bundle (default: the one this frontend was made from)')
    .option('--format <name>', 'text or json', 'text')
    .description('Show appliances, and how many hosts each has')
    .action(async (options) => (await import('./appliance.ts')).runApplianceList(options));
  addAttributeCommands(program);
  const network = program.command('network').description("The frontend's networks");
  network
    .command('list')
    .option('--format <name>', 'text or json', 'text')
    .description('Show networks')
    .action(async (options) => (await import('./network.ts')).runNetworkList(options));
  network
    .command('set')
    .argument('<name>', 'private or public')
    .argument('[network]', 'as 10.1.0.0/16')
    .option('--address <address>', 'of the frontend')
    .option('--interface <name>')
    .option('--domain <name>')
    .option('--range <from-to>', 'addresses lent to strangers: 10.1.192.0-10.1.255.254')
    .option('--mtu <bytes>')
    .description('Describe or change a network')
    .action(async (name: string, text: string | undefined, options) =>
      (await import('./network.ts')).runNetworkSet(name, text, options),
    );
  program
    .command('boot')
    .argument('<selection>')
    .argument('<action>', 'install, os, rescue or memtest')
    .description('Say what hosts do when they start next time')
    .action(async (selection: string, action: string) =>
      (await import('./boot.ts')).runBoot(selection, action),
    );
  program
    .command('run')
    .argument('<selection>')
    .argument('<command...>', 'after --')
    .option('--gather', 'show equal output once')
    .option('--timeout <seconds>', 'give a command up after so long', '0')
    .description('Run a command on many hosts at once, with ClusterShell')
    .action(async (selection: string, command: readonly string[], options) =>
      (await import('../host/run.ts')).runOnHosts(selection, command, options),
    );
  program
    .command('audit')
    .option('--host <name>', 'of this host alone')
    .option('--format <name>', 'text or json', 'text')
    .description('Show who asked for secrets, and what came of it')
    .action(async (options) => (await import('./audit.ts')).runAudit(options));
  program
    .command('export')
    .option('--output <file>', 'file to write, readable for its owner only (default: standard output)')
    .option('--without-logs', 'leave out events and the audit log')
    .option('--without-secrets', 'leave out keys, tokens and secret attributes')
    .description('Write everything that this frontend knows as text')
    .action(async (options) => (await import('./export.ts')).runExport(options));
  program
    .command('import')
    .argument('<file>', 'what "cairn export" wrote; - for standard input')
    .option('--replace', 'throw away what is there')
    .description('Read everything that a frontend knew')
    .action(async (file: string, options) => (await import('./import.ts')).runImport(file, options));
}

function addAttributeCommands(program: Command): void {
  const attribute = program.command('attribute').description('Values of the graph, in five scopes');
  addScopeOptions(attribute.command('set'))
    .argument('<name>')
    .argument('<value>', '- for standard input')
    .option('--secret', 'never show it, never write it to a description')
    .description('Set a value')
    .action(async (name: string, value: string, options) =>
      (await import('./attribute-set.ts')).runAttributeSet(name, value, options),
    );
  addScopeOptions(attribute.command('remove'))
    .argument('<name>')
    .description('Take a value away')
    .action(async (name: string, options) =>
      (await import('./attribute-set.ts')).runAttributeRemove(name, options),
    );
  attribute
    .command('get')
    .argument('<name>')
    .requiredOption('--host <name>', 'as this host sees it')
    .option('--bundle <file>', 'graph bundle (default: the one this frontend was made from)')
    .option('--format <name>', 'text or json', 'text')
    .description('Show what a host gets, and the values that lose')
    .action(async (name: string, options) =>
      (await import('./attribute-list.ts')).runAttributeGet(name, options),
    );
  addScopeOptions(attribute.command('list'))
    .option('--bundle <file>', 'graph bundle (default: the one this frontend was made from)')
    .option('--format <name>', 'text or json', 'text')
    .description('Show the values that are set; with --host all that it gets, and what loses')
    .action(async (options) => (await import('./attribute-list.ts')).runAttributeList(options));
}

function addScopeOptions(command: Command): Command {
  return command
    .option('--os <id>', 'for machines of an operating system')
    .option('--appliance <name>', 'for machines of an appliance')
    .option('--rack <number>', 'for machines of a rack')
    .option('--host <selection>', 'for these hosts');
}
