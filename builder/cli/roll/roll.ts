import { type Command, InvalidArgumentError } from 'commander';

/** `cairn roll ...`: create, check, build, pack, sign and import rolls. Bodies load only when a command runs. */
export function addRollCommands(program: Command): void {
  const roll = program.command('roll').description('Create, check, build, pack, sign and import rolls');
  roll
    .command('create')
    .argument('<folder>', 'folder to make; its last part is the name')
    .description('Write a small roll that works, to be changed')
    .action(async (folder: string) => (await import('./create.ts')).runRollCreate(folder));
  roll
    .command('check')
    .argument('<roll...>', 'folders or archives')
    .option('--json', 'one JSON document on standard output')
    .description('Find everything that is wrong with rolls, in one run')
    .action(async (paths: string[], options) => (await import('./check.ts')).runRollCheck(paths, options));
  roll
    .command('build')
    .argument('<roll>', 'folder or archive')
    .option('--output <dir>', 'where the packages go', '.')
    .option(
      '--epoch <seconds>',
      'time stamp of everything (default: the last commit, or SOURCE_DATE_EPOCH)',
      seconds,
    )
    .description("Build the small trees of a roll's packages/ into .debs")
    .action(async (path: string, options) => (await import('./build.ts')).runRollBuild(path, options));
  roll
    .command('pack')
    .argument('<roll>', 'folder')
    .option('--output <file>', 'archive to write (default: NAME-VERSION.tar)')
    .option('--sign', "sign the manifest with GnuPG's default key")
    .option('--key <id>', 'sign the manifest with this key of GnuPG')
    .option(
      '--epoch <seconds>',
      'time stamp of everything (default: the last commit, or SOURCE_DATE_EPOCH)',
      seconds,
    )
    .description('Pack a roll with its packages as one archive')
    .action(async (path: string, options) => (await import('./pack.ts')).runRollPack(path, options));
  roll
    .command('sign')
    .argument('<archive>', 'a packed roll')
    .option('--key <id>', "key of GnuPG (default: GnuPG's own choice)")
    .description('Sign a packed roll')
    .action(async (path: string, options) => (await import('./sign.ts')).runRollSign(path, options));
  roll
    .command('verify')
    .argument('<archive>', 'a packed roll')
    .option('--key <file>', 'a public key that is trusted (repeatable)', collect, [])
    .description('Check contents and signature of a packed roll')
    .action(async (path: string, options) => (await import('./verify.ts')).runRollVerify(path, options));
  roll
    .command('list')
    .argument('[folder...]', 'folders that hold rolls (default: the rolls that come with Cairn)')
    .option('--json', 'one JSON document on standard output')
    .description('List rolls')
    .action(async (folders: string[], options) => (await import('./list.ts')).runRollList(folders, options));
  roll
    .command('import')
    .argument('<archive>', 'a packed roll, or the source tree or ISO of a Rocks roll')
    .option('--into <dir>', 'folder that holds rolls', 'rolls')
    .option(
      '--key <file>',
      'a public key that is trusted (repeatable); without one only contents are checked',
      collect,
      [],
    )
    .description('Unpack a roll into a folder of rolls')
    .action(async (path: string, options) => (await import('./import.ts')).runRollImport(path, options));
}

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}

function seconds(value: string): number {
  if (!/^\d{1,10}$/.test(value)) throw new InvalidArgumentError('Expected seconds since 1970');
  return Number(value);
}
