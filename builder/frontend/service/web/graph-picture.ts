import { readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { besideName, writeFileAtomic } from '../../../io/mod.ts';
import { readReleaseInUse, releasesFolderOf } from '../../releases/release-store.ts';

/**
 * The graph in use as a page of its own, drawn by the `cairn` command in a process of its own: a picture of hundreds of nodes
 * takes memory that the service does not keep.
 *
 * @param served what the frontend serves: `/srv/cairn`
 * @param picture file of the page; beside it is a line that says what it shows
 * @param draw writes the picture of a graph to a file
 * @returns a function that gives the picture's path; undefined when it cannot be drawn
 */
export function createGraphPicture(
  served: string,
  picture: string,
  draw: (graph: string, to: string) => Promise<void>,
): () => Promise<string | undefined> {
  let drawing: Promise<string | undefined> | undefined;
  const shown = `${picture}.of`;
  const make = async (): Promise<string | undefined> => {
    const graph = join(releasesFolderOf(served), await readReleaseInUse(served), 'graph.json');
    const source = await stat(graph);
    const what = `${graph} ${source.ino} ${source.mtimeMs} ${source.size}`;
    const isThere = (await stat(picture).catch(() => undefined)) !== undefined;
    if (isThere && (await readFile(shown, 'utf8').catch(() => '')) === what) return picture;
    const beside = `${besideName(picture)}.html`;
    await draw(graph, beside);
    await rename(beside, picture);
    await writeFileAtomic(shown, what);
    return picture;
  };
  return () => {
    drawing ??= make()
      .catch(() => undefined)
      .finally(() => {
        drawing = undefined;
      });
    return drawing;
  };
}
