import * as v from 'valibot';
import { readText } from '../files.ts';

/**
 * Reads what an earlier build noted in the cache.
 *
 * @returns undefined where there is no note, or one that is damaged or of another form: it has to be made anew
 */
export async function readRemembered<T>(
  file: string,
  schema: v.GenericSchema<unknown, T>,
): Promise<T | undefined> {
  const text = await readText(file).catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const parsed = v.safeParse(schema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
