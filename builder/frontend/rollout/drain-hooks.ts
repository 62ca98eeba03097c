import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../../io/mod.ts';

/** Where rolls put programs that know how hosts are drained. */
export const DRAIN_FOLDER = '/usr/lib/cairn/drain.d';

/** Whatever looks after work on hosts, as a batch queue. Asking twice for the same is no harm. */
export interface DrainHooks {
  /** Nothing new is to begin on these hosts. */
  readonly drain: (names: readonly string[]) => Promise<void>;
  /** @returns those on which nothing runs any more */
  readonly listDrained: (names: readonly string[]) => Promise<ReadonlySet<string>>;
  /** They may be used again. */
  readonly resume: (names: readonly string[]) => Promise<void>;
}

/** A hook asks others for something, and ends: it does not wait for hosts. */
const TIMEOUT_MS = 60_000;

/** Programs of the folder in the order of their names; what an editor or dpkg leaves there is none. */
export async function listDrainHooks(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const paths = names
    .filter((name) => /^[A-Za-z0-9_-]+$/.test(name))
    .sort()
    .map((name) => join(folder, name));
  const found = await Promise.all(
    paths.map((path) =>
      access(path, constants.X_OK).then(
        () => [path],
        () => [],
      ),
    ),
  );
  return found.flat();
}

/**
 * Asks every program of the folder. A host is drained when all of them say so.
 *
 * @throws {BuildError} by each function, COMMAND_FAILED: a program did not do what it was asked
 */
export function createDrainHooks(folder: string, run: Run): DrainHooks {
  const ask = async (word: string, names: readonly string[]): Promise<readonly string[]> => {
    const answers: string[] = [];
    if (names.length === 0) return answers;
    for (const program of await listDrainHooks(folder))
      answers.push((await run([program, word, ...names], { timeoutMs: TIMEOUT_MS })).stdout);
    return answers;
  };
  return {
    drain: async (names) => void (await ask('drain', names)),
    listDrained: async (names) => {
      const said = (await ask('drained', names)).map((text) => new Set(text.split(/\s+/)));
      return new Set(names.filter((name) => said.every((drained) => drained.has(name))));
    },
    resume: async (names) => void (await ask('resume', names)),
  };
}
