import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { exists, unwritable, withTempDir, writeFileAtomic } from '../../io/mod.ts';
import { BuildError, errorProblem, fail } from '../../model/mod.ts';
import graph from './skeleton/graph.xml.ejs';
import node from './skeleton/node.xml.ejs';
import readme from './skeleton/readme.md.ejs';
import roll from './skeleton/roll.yaml.ejs';

const NAME = /^[a-z][a-z0-9-]*$/;

/**
 * Writes a small roll that works, to be changed.
 *
 * @param folder is made; its last part is the roll's name
 * @param os the operating system that it is for; undefined: any
 * @returns paths written, relative to the folder
 * @throws {BuildError} USAGE for a bad name; FILE_UNWRITABLE when the folder is there already
 */
export async function createRoll(folder: string, os?: string): Promise<string[]> {
  const name = basename(resolve(folder));
  if (!NAME.test(name)) {
    fail(
      'USAGE',
      `Cannot name a roll "${name}"`,
      undefined,
      'Use small letters, digits and "-", beginning with a letter',
    );
  }
  if (await exists(folder)) {
    throw new BuildError(errorProblem('FILE_UNWRITABLE', `Cannot make "${folder}": it is there already`));
  }
  const data = { name, os, attribute: `${name.replaceAll('-', '_')}_greeting` };
  const files: readonly (readonly [string, string])[] = [
    ['README.md', readme(data)],
    [`graphs/${name}.xml`, graph(data)],
    [`nodes/${name}.xml`, node(data)],
    ['roll.yaml', roll(data)],
  ];
  await mkdir(dirname(resolve(folder)), { recursive: true });
  await withTempDir(
    async (scratch) => {
      for (const [path, text] of files) await writeFileAtomic(join(scratch, 'roll', path), text);
      await rename(join(scratch, 'roll'), folder).catch((error: unknown) =>
        Promise.reject(unwritable(folder, error)),
      );
    },
    dirname(resolve(folder)),
  );
  return files.map(([path]) => path);
}
