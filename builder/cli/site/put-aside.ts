import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { openState } from '../../frontend/state/mod.ts';
import { BuildError, countOf, fail } from '../../model/mod.ts';
import { printLine } from '../terminal/report.ts';

/** A state that cannot be used, out of the way. */
export interface StateAside {
  readonly tell: () => Promise<void>;
  /** What has come in its place goes, and it is as it was. */
  readonly putBack: () => Promise<void>;
}

/**
 * Gives the files of a state that is damaged other names: nothing of it is lost to whoever can read more of it.
 *
 * @throws {BuildError} STATE_IMPORT where the state is sound
 */
export async function putStateAside(file: string): Promise<StateAside> {
  await refuseSound(file);
  const ends = ['', '-wal', '-shm'];
  const there = new Set(await readdir(dirname(file)).catch(() => []));
  const time = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '');
  const moved = ends
    .filter((end) => there.has(`${basename(file)}${end}`))
    .map((end) => [`${file}${end}`, join(dirname(file), `${basename(file)}.damaged-${time}${end}`)] as const);
  for (const [from, to] of moved) await rename(from, to);
  return {
    tell: async () => {
      for (const [, to] of moved) printLine(`${to} is what was there`);
    },
    putBack: async () => {
      for (const end of ends) await rm(`${file}${end}`, { force: true });
      for (const [from, to] of moved) await rename(to, from);
    },
  };
}

async function refuseSound(file: string): Promise<void> {
  const hosts = await countHosts(file).catch((error: unknown) => {
    if (error instanceof BuildError) return undefined;
    throw error;
  });
  if (hosts === undefined) return;
  const hint = 'Give --replace instead to throw it away; keep it first: cairn export --output FILE';
  fail('STATE_IMPORT', `The state is sound, and knows ${countOf(hosts, 'host')}`, undefined, hint);
}

/** @throws {BuildError} STATE_* where it is lost or damaged */
async function countHosts(file: string): Promise<number> {
  const state = await openState(file, { mustExist: true });
  try {
    await state.check();
    return (await state.listHosts()).length;
  } finally {
    await state.close().catch(() => undefined);
  }
}
