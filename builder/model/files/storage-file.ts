import * as v from 'valibot';
import { exactObject, matching, quote, text } from './schema-parts.ts';

const DEVICE = /^\/dev\/[A-Za-z0-9_.:+/-]+$/;
const device = matching('disk', DEVICE, 'Write it like /dev/sda or /dev/disk/by-id/...');

const NAMED = /^(?:[a-z][a-z0-9]*:)?\/dev\/[A-Za-z0-9_.:+/-]+(?:[ ,]+|$)/;

/** Words with blanks or commas between, each a device, or NAME:DEVICE for another set of disks than the system's. */
function areDisks(words: string): boolean {
  let rest = words;
  while (rest !== '') {
    const [word] = NAMED.exec(rest) ?? [];
    if (word === undefined) return false;
    rest = rest.slice(word.length);
  }
  return words !== '';
}

/** `false`, `all`, or the disks whose present content may be lost. */
const wipe = v.pipe(
  v.union(
    [v.picklist(['false', 'all']), v.array(device)],
    'Expected false, all, or a list of disks\nWrite it as [/dev/sda]',
  ),
  v.transform((value): readonly string[] => {
    if (value === 'false') return [];
    return value === 'all' ? ['all'] : value;
  }),
);

/** Which disk an installation takes, and what it may destroy. */
export const storage = exactObject({
  /** Devices, or `auto`: chosen by rule. */
  disk: v.exactOptional(
    v.pipe(
      text,
      v.check(
        (value) => value === 'auto' || areDisks(value),
        (issue) => `Bad disk ${quote(issue.input)}\nWrite auto or a device like /dev/sda`,
      ),
    ),
  ),
  wipe: v.exactOptional(wipe),
});

export type StorageFile = v.InferOutput<typeof storage>;
