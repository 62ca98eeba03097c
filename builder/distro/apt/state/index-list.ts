import { join } from 'node:path';
import * as v from 'valibot';
import { readRemembered, writeFileAtomic } from '../../../io/mod.ts';
import type { IndexFile } from './apt-state.ts';

/** Lies in the folder of a state, and is written last: that it is there and whole says that all is there. */
const INDEX_LIST = 'archive.json';

const indexList = v.object({
  indexes: v.array(
    v.object({
      suite: v.string(),
      component: v.string(),
      // A file of the state's own lists
      path: v.pipe(v.string(), v.regex(/^[^/]+$/)),
    }),
  ),
});

/** Which index of a state is which; undefined where the state is not complete, or its list is damaged. */
export async function readIndexList(dir: string): Promise<readonly IndexFile[] | undefined> {
  return (await readRemembered(join(dir, INDEX_LIST), indexList))?.indexes;
}

/** @param indexes paths are names of files of the state's lists */
export async function writeIndexList(dir: string, indexes: readonly IndexFile[]): Promise<void> {
  await writeFileAtomic(join(dir, INDEX_LIST), `${JSON.stringify({ indexes }, undefined, 1)}\n`);
}
