import type { Command } from 'commander';

/** `cairn build RECIPE`: media and network boot tree from a recipe. The body loads only when it runs. */
export function addBuildCommand(program: Command): void {
  program
    .command('build')
    .argument('<recipe>', 'recipes/NAME.yaml')
    .description('Build installation media and a network boot tree from a recipe')
    .option('--site <file>', 'answers about one place, baked in for an unattended installation')
    .option('--output <dir>', 'folder for results', 'output')
    .option('--offline', 'use the cache alone')
    .option('--locked', 'fail unless every input is as in the lock of the last build')
    .option('--lock <file>', 'the lock for --locked (default: beside the recipe, else in the output)')
    .option('--dry-run', 'print what would be built, and stop before anything is downloaded')
    .option('--json', 'one JSON event a line instead of progress')
    .option('--mirror <url>', "package mirror (default: CAIRN_MIRROR, else that of this host's apt)")
    .option('--cache <dir>', 'where downloads are kept (default: CAIRN_CACHE, else ~/.cache/cairn)')
    .action(async (recipe: string, options) => (await import('./run.ts')).runBuild(recipe, options));
}
