import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirOf, findOwnFiles } from '../../build/surroundings.ts';
import { unreadable } from '../../io/mod.ts';
import { BuildError, fail, type Problem } from '../../model/mod.ts';
import { type Roll, readRoll } from '../../rolls/mod.ts';
import { printJson, printLine, reportProblems } from '../terminal/report.ts';
import type { RollJsonOptions } from './commands.ts';

/** `cairn roll list [FOLDER...]` */
export async function runRollList(folders: readonly string[], options: RollJsonOptions): Promise<void> {
  const places = folders.length > 0 ? folders : [await shippedFolder()];
  const rolls: Roll[] = [];
  const problems: Problem[] = [];
  for (const place of places) {
    const names = await readdir(place, { withFileTypes: true }).catch((error: unknown) =>
      Promise.reject(unreadable(place, error)),
    );
    for (const entry of names.filter(
      (each) => each.isDirectory() || /\.(?:tar|zip|7z|iso)/.test(each.name),
    )) {
      try {
        rolls.push(await readRoll(join(place, entry.name), cacheDirOf()));
      } catch (error) {
        if (!(error instanceof BuildError) || error.exitCode !== 1) throw error;
        problems.push(...error.problems);
      }
    }
  }
  rolls.sort((a, b) => (a.name < b.name ? -1 : 1));
  if (options.json) printJson(rolls.map(describeRoll));
  else {
    const width = Math.max(0, ...rolls.map((roll) => roll.name.length));
    for (const roll of rolls) {
      const summary = roll.description?.summary ?? 'Rocks roll';
      printLine(`${roll.name.padEnd(width)}  ${roll.version.padEnd(8)}  ${summary}`);
    }
  }
  reportProblems(problems);
}

async function shippedFolder(): Promise<string> {
  const { rolls } = await findOwnFiles();
  return (
    rolls ?? fail('FILE_UNREADABLE', 'Cannot find the rolls that come with Cairn', undefined, 'Name a folder')
  );
}

function describeRoll(roll: Roll): object {
  const { name, version, kind, origin, digest, description, source } = roll;
  return {
    name,
    version,
    kind,
    summary: description?.summary ?? '',
    appliances: Object.keys(source.appliances ?? {}),
    origin,
    digest,
  };
}
