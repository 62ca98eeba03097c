import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { writeFileAtomic } from '../../../io/mod.ts';
import type { AliveBook, KeptWords } from '../shared/alive-book.ts';

/** A word in a while is lost where the frontend loses its power: hosts say the next one within a minute. */
const EVERY_MS = 5 * 60_000;

const count = v.pipe(v.number(), v.minValue(0));
const keptFile = v.looseObject({
  format: v.literal(1),
  savedSeconds: count,
  words: v.record(
    v.string(),
    v.looseObject({
      heardSeconds: count,
      word: v.looseObject({
        release: v.string(),
        bootedSeconds: count,
        load: count,
        disks: v.array(v.looseObject({ mount: v.string(), sizeBytes: count, freeBytes: count })),
        failedCount: count,
        failedUnits: v.array(v.string()),
      }),
    }),
  ),
});

/** What was said before; undefined where nothing is kept, or nothing that can be read: hosts say it again within a minute. */
export async function readKeptWords(path: string): Promise<KeptWords | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return v.parse(keptFile, JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * Writes what hosts said, every few minutes and when the service ends, so that a restart does not forget who was alive.
 *
 * @returns ends it, with a last writing
 */
export function keepWords(
  book: AliveBook,
  path: string,
  report: (line: string) => void,
): () => Promise<void> {
  const write = async (): Promise<void> => {
    const text = `${JSON.stringify({ format: 1, ...book.keep() })}\n`;
    await writeFileAtomic(path, text, { mode: 0o600 }).catch((error: Error) =>
      report(`Cannot keep what hosts said last: ${error.message}`),
    );
  };
  const timer = setInterval(() => void write(), EVERY_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await write();
  };
}
