import {
  type ImageSeal,
  parseImageSeal,
  parseSealArea,
  parseSealLocator,
  SEAL_BYTES,
  SEAL_LOCATOR,
} from '../../model/mod.ts';
import { digestText } from '../fetch/release-list.ts';
import { diskOf } from '../machine/disks.ts';
import type { Effects } from '../machine/effects.ts';

/** What the seal of an image says of the medium that it was written to. */
export type ImageVerdict = 'right' | 'damaged' | 'unsealed';

/**
 * Compares each byte of the image on a medium with its seal. Whose seal it is nobody looks at: who could change the image could
 * change this program too.
 *
 * @param device that the image was written to; it may be larger. A partition stands for its disk, unless it holds an image of its
 *   own: the file system of a stick begins with the disk, and again with its first partition
 */
export function checkImage(
  effects: Effects,
  device: string,
  onBytes: (doneBytes: number, totalBytes: number) => void,
): { readonly verdict: ImageVerdict; readonly seal?: ImageSeal } {
  const offset = findSeal(effects, device);
  if (offset === undefined) {
    const disk = diskOf(effects, device);
    return disk === undefined ? { verdict: 'unsealed' } : checkImage(effects, disk, onBytes);
  }
  const area = parseSealArea(readLatin(effects, device, offset, SEAL_BYTES));
  const seal = area === undefined ? undefined : parseImageSeal(area.text);
  if (area === undefined || seal?.offset !== offset) return { verdict: 'damaged' };
  if (digestText(effects, `${area.text}${area.signature ?? ''}`) !== area.check)
    return { verdict: 'damaged', seal };
  const { sizeBytes, head, tail } = seal;
  const isRight =
    effects.hashRange(device, 0, offset, (done) => onBytes(done, sizeBytes)) === head &&
    effects.hashRange(device, offset + SEAL_BYTES, sizeBytes, () => {}) === tail;
  return { verdict: isRight ? 'right' : 'damaged', seal };
}

function findSeal(effects: Effects, device: string): number | undefined {
  return parseSealLocator(readLatin(effects, device, SEAL_LOCATOR.offset, SEAL_LOCATOR.length));
}

/** Each byte a character. */
function readLatin(effects: Effects, device: string, offset: number, length: number): string {
  let text = '';
  for (const byte of effects.readBytes(device, offset, length) ?? []) text += String.fromCharCode(byte);
  return text;
}
