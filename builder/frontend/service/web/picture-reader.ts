import { readFile, stat } from 'node:fs/promises';
import { picturePolicy } from '../../web/page.ts';
import { shareBytes } from './answer-room.ts';

/** A page with the picture of the graph, and what it may do in a browser. */
export interface Picture {
  readonly policy: string;
  readonly bytes: Buffer;
}

/** Reads the picture once for all who look at it, until its file is another one. */
export function createPictureReader(): (file: string) => Promise<Picture> {
  let kept: { readonly key: string; readonly picture: Promise<Picture> } | undefined;
  const read = async (file: string): Promise<Picture> => {
    const html = await readFile(file, 'utf8');
    return { policy: picturePolicy(html), bytes: shareBytes(html) };
  };
  return async (file) => {
    const { ino, mtimeMs, size } = await stat(file);
    const key = `${file} ${ino} ${mtimeMs} ${size}`;
    if (kept?.key !== key) kept = { key, picture: read(file) };
    return kept.picture;
  };
}
