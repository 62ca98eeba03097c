import { dirname, join } from 'node:path';
import { exists } from '../../io/mod.ts';

/** Parts of Cairn itself that a roll's package or a medium may carry. Absent ones are undefined. */
export interface ProgramFiles {
  /** Folder of the bundled command line: `cairn.mjs` and its chunks. */
  readonly bundle: string | undefined;
  /** The engine for the installer's initrd: `boot.js`. */
  readonly engine: string | undefined;
  /** Files of the installer's initrd that are copied as they are. */
  readonly initrd: string | undefined;
  /** The rolls that come with Cairn. */
  readonly rolls: string | undefined;
  /** The recipes that come with Cairn. */
  readonly recipes: string | undefined;
  /** Manual pages and completion for shells: a folder as `/usr/share`, which holds others' files too. */
  readonly share: string | undefined;
}

/**
 * Finds Cairn's own parts from the folder of the running program: a checkout's `output/.build/cairn/` (or
 * `builder/cli/` when run from sources), or `/usr/lib/cairn/` of the installed package, where all lie together.
 */
export async function findProgramFiles(programFolder: string): Promise<ProgramFiles> {
  const tops = [programFolder, ...[1, 2, 3].map((up) => join(programFolder, ...Array(up).fill('..')))];
  const find = async (...paths: readonly string[]): Promise<string | undefined> => {
    for (const top of tops) {
      for (const path of paths) if (await exists(join(top, path))) return join(top, path);
    }
    return undefined;
  };
  const program = await find('cairn.mjs', 'output/.build/cairn/cairn.mjs');
  const hook = 'usr/lib/debian-installer-startup.d/S29cairn';
  const start = await find(`initrd/${hook}`, `builder/boot/debian-installer/initrd/${hook}`);
  const roll = await find('rolls/base/roll.yaml');
  const page = 'man/man1/cairn.1.gz';
  const manual = await find(`share/${page}`, `output/.build/share/${page}`);
  const recipe = await find('recipes/minimal.yaml');
  return {
    bundle: program === undefined ? undefined : dirname(program),
    engine: await find('boot.js', 'output/.build/boot.js'),
    initrd: start === undefined ? undefined : start.slice(0, -hook.length - 1),
    rolls: roll === undefined ? undefined : dirname(dirname(roll)),
    share: manual === undefined ? undefined : manual.slice(0, -page.length - 1),
    recipes: recipe === undefined ? undefined : dirname(recipe),
  };
}
