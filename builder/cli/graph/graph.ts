import type { Command } from 'commander';
import { DEFAULT_PLATFORM, listPlatforms } from '../../model/mod.ts';

/** `cairn graph ...`: questions about the configuration graph. Bodies load only when a command runs. */
export function addGraphCommands(program: Command): void {
  const graph = program
    .command('graph')
    .description('Check, traverse, explain, compare and draw the configuration graph');
  addInputOptions(graph.command('check'))
    .option('--strict', 'an edge between two rolls without a public end is an error')
    .description('Find everything that is wrong with nodes, graphs and appliances, in one run')
    .action(async (options) => (await import('./check.ts')).runGraphCheck(options));
  addInputOptions(graph.command('profile'))
    .argument('<appliance>', 'an appliance; of an imported roll, any node')
    .option('--strict', 'an edge between two rolls without a public end is an error')
    .description('Show what a machine of an appliance gets: nodes in order, packages, files, scripts')
    .action(async (appliance: string, options) =>
      (await import('./profile.ts')).runGraphProfile(appliance, options),
    );
  addInputOptions(graph.command('explain'))
    .argument('<appliance>', 'an appliance; of an imported roll, any node')
    .argument('<thing>', 'a node, package, file, service, directive or attribute')
    .option('--kind <name>', 'only things of this kind: node, package, file, service, directive, attribute')
    .option('--chains <count>', 'chains of edges to show for each node', '10')
    .description('Say why a machine has something, or why it has it not')
    .action(async (appliance: string, thing: string, options) =>
      (await import('./explain.ts')).runGraphExplain(appliance, thing, options),
    );
  addInputOptions(graph.command('diff'))
    .argument('[a]', 'a recipe, a lock, the folder of a build, a graph bundle or a roll')
    .argument('[b]', 'the same kind of thing; left out with --with or --without')
    .option('--with <roll>', 'the second side is the first with this roll (repeatable)', collect, [])
    .option('--without <roll>', 'the second side is the first without this roll (repeatable)', collect, [])
    .option('--appliance <name>', 'only this appliance (repeatable)', collect, [])
    .description('Show what every appliance gets differently; exit code 1 when there is a difference')
    .action(async (a: string | undefined, b: string | undefined, options) =>
      (await import('./diff.ts')).runGraphDiff(a, b, options),
    );
  addInputOptions(graph.command('draw'), 'svg, png, html or dot (default: by the name of the file, else svg)')
    .option('--appliance <name>', 'only what a machine of this appliance reaches')
    .option('--orders', 'show in which sequence nodes come')
    .option('--title <text>', 'title of the picture')
    .option('--output <file>', 'file to write (default: standard output)')
    .description(
      'Draw the graph: nodes colored by roll, conditions on edges; html is a page to search and zoom',
    )
    .action(async (options) => (await import('./draw.ts')).runGraphDraw(options));
}

/** Where the graph comes from and which machine is asked about: the same for every command. */
export function addInputOptions(command: Command, formats?: string): Command {
  const asked = command
    .option('--recipe <file>', 'the rolls and attributes of a recipe')
    .option('--site <file>', 'answers about one place')
    .option('--host <name>', 'a host of the site')
    .option('--roll <dir>', 'a roll: folder or archive (repeatable)', collect, [])
    .option('--bundle <file>', 'a graph bundle, as it is on a medium or a frontend')
    .option('--attributes <file>', 'JSON object of names and values that describes one machine')
    .option('--arch <name>', `architecture: ${listPlatforms()} (default: ${DEFAULT_PLATFORM.name})`)
    .option('--os <id>', 'operating system (default: what the rolls are for)')
    .option('--lenient', 'go on where Rocks would have gone on');
  return formats === undefined
    ? asked.option('--format <name>', 'text or json', 'text')
    : asked.option('--format <name>', formats);
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}
