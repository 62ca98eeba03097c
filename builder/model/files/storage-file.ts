import * as v from 'valibot';
import { exactObject, matching, quote, text } from './schema-parts.ts';

const DEVICE = /^\/dev\/[A-Za-z0-9_.:+/-]+$/;
const device = matching('disk', DEVICE, 'Write it like /dev/sda or /dev/disk/by-id/...');

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
  /** A device, or `auto`: chosen by rule. */
  disk: v.exactOptional(
    v.pipe(
      text,
      v.check(
        (value) => value === 'auto' || DEVICE.test(value),
        (issue) => `Bad disk ${quote(issue.input)}\nWrite auto or a device like /dev/sda`,
      ),
    ),
  ),
  wipe: v.exactOptional(wipe),
});

export type StorageFile = v.InferOutput<typeof storage>;
