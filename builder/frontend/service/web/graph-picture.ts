import { rename, stat } from 'node:fs/promises';
import { besideName } from '../../../io/mod.ts';

/**
 * The graph as a page of its own, drawn by the `cairn` command in a process of its own: a picture of hundreds of nodes
 * takes memory that the service does not keep.
 *
 * @param draw writes the picture of `graph` to a file
 * @returns a function that gives the picture's path; undefined when it cannot be drawn
 */
export function createGraphPicture(
  graph: string,
  picture: string,
  draw: (to: string) => Promise<void>,
): () => Promise<string | undefined> {
  let drawing: Promise<string | undefined> | undefined;
  const isFresh = async (): Promise<boolean> => {
    const [source, made] = await Promise.all(
      [graph, picture].map((path) => stat(path).catch(() => undefined)),
    );
    return made !== undefined && source !== undefined && made.mtimeMs >= source.mtimeMs;
  };
  const make = async (): Promise<string | undefined> => {
    if (await isFresh()) return picture;
    const beside = `${besideName(picture)}.html`;
    return draw(beside)
      .then(() => rename(beside, picture))
      .then(
        () => picture,
        () => undefined,
      );
  };
  return () => {
    drawing ??= make().finally(() => {
      drawing = undefined;
    });
    return drawing;
  };
}
