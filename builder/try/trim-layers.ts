import { readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** What nobody has used for so long is not kept. */
const KEPT_DAYS = 14;
/** What is not whole after so long never will be. */
const UNFINISHED_DAYS = 1;
/** What was used in this time is kept, however full the disk is: the next trial would only make it again. */
const FRESH_DAYS = 1 / 24;
/** Layers leave the disk so much room, as a part of it. */
const FREE_PART = 0.2;
const DAY_MS = 86_400_000;

/** How much of a file system is free, 0 to 1. */
export type FreePart = (path: string) => Promise<number>;

export const readFreePart: FreePart = async (path) => {
  const { bavail, blocks } = await statfs(path);
  return bavail / blocks;
};

/**
 * Removes what nobody has used for long, and, while the disk is nearly full, what was used longest ago. To be called while
 * no other trial runs: it may use any of them.
 */
export async function trimLayers(layers: string, freePart: FreePart): Promise<void> {
  const aged: { readonly path: string; readonly days: number }[] = [];
  for (const entry of await readdir(layers)) {
    const path = join(layers, entry);
    const days = (Date.now() - (await stat(path)).mtimeMs) / DAY_MS;
    const limit = entry.startsWith('.') ? UNFINISHED_DAYS : KEPT_DAYS;
    if (days > limit) await rm(path, { recursive: true, force: true });
    else if (days > FRESH_DAYS && !entry.startsWith('.')) aged.push({ path, days });
  }
  for (const { path } of aged.sort((one, other) => other.days - one.days)) {
    if ((await freePart(layers)) >= FREE_PART) return;
    await rm(path, { recursive: true, force: true });
  }
}
