import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { formatBytes, unwritable } from '../../io/mod.ts';
import { errorProblem, fail, type Problem } from '../../model/mod.ts';
import { type BlockDevice, flattenDevice } from './block-device.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;

/** What somebody says who means a device that is not plainly a stick. */
export interface BurnWord {
  /** Also a fixed disk. */
  readonly force: boolean;
  /** How large the device is, as far as its user knows. */
  readonly expectedBytes?: number | undefined;
}

/** Larger than any stick that an image is put on: a disk of data is taken for it more easily than the other way. */
const LARGE_BYTES = 1e12;
/** Makers round, and count in decimal or in binary units. */
const TOLERANCE = 0.12;

/**
 * What speaks against writing an image of `sizeBytes` onto a device. A fixed disk can be forced, a very large one with
 * its size besides; one that is in use (the kernel refuses it too), too small or read only cannot.
 */
export function checkBurnTarget(
  device: BlockDevice,
  sizeBytes: number,
  { force, expectedBytes }: BurnWord,
): Problem[] {
  const problems: Problem[] = [];
  const refuse = (message: string, hint?: string): void =>
    void problems.push(errorProblem('DEVICE_REFUSED', `"${device.path}" ${message}`, undefined, hint));
  const mounts = flattenDevice(device).flatMap((one) => one.mounts.map((mount) => `${one.path} on ${mount}`));
  if (device.type !== 'disk' && device.type !== 'loop')
    refuse(`is a ${device.type}, not a whole disk`, 'Name the disk, not a partition');
  if (device.readOnly) refuse('is read only');
  if (device.sizeBytes < sizeBytes)
    refuse(`has ${formatBytes(device.sizeBytes)}, the image needs ${formatBytes(sizeBytes)}`);
  if (mounts.length > 0) {
    const paths = flattenDevice(device).flatMap((one) => (one.mounts.length > 0 ? [one.path] : []));
    refuse(`is in use: ${mounts.join(', ')}`, `Unmount it first: umount ${paths.join(' ')}`);
  }
  if (!device.removable && !force)
    refuse('is not a removable disk', 'If it really is the right one, add --force');
  const size = formatBytes(device.sizeBytes);
  if (expectedBytes === undefined) {
    if (device.sizeBytes > LARGE_BYTES) {
      refuse(
        `has ${size}, more than sticks have`,
        `If it really is the right one, add --size ${size.replace(' ', '')}`,
      );
    }
  } else if (Math.abs(device.sizeBytes - expectedBytes) > TOLERANCE * expectedBytes) {
    refuse(`has ${size}, not ${formatBytes(expectedBytes)}`, 'lsblk lists the devices there are');
  }
  return problems;
}

/** What would be lost, one line for the disk and one for each part of it. */
export function renderBurnTarget(device: BlockDevice): string {
  return flattenDevice(device)
    .map((one, index) => {
      const nothing = one.children.length === 0 ? 'nothing known on it' : '';
      const about = [one.model, one.content || nothing].filter((words) => words !== '').join(', ');
      const mounts = one.mounts.length > 0 ? `, mounted on ${one.mounts.join(', ')}` : '';
      return `${index === 0 ? '' : '  '}${one.path}  ${formatBytes(one.sizeBytes)}  ${about}${mounts}\n`;
    })
    .join('');
}

/**
 * Writes an image onto a device, forces it out, reads it back and compares.
 *
 * @param onProgress bytes done of twice the image's size: written, then compared
 * @throws {BuildError} FILE_UNWRITABLE; MEDIA_MISMATCH: the device gives back something else
 */
export async function burnImage(
  image: string,
  device: string,
  onProgress: (doneBytes: number, totalBytes: number) => void = () => {},
): Promise<void> {
  const totalBytes = (await stat(image)).size * 2;
  await copyOnto(image, device, (done) => onProgress(done, totalBytes));
  await compare(image, device, (done) => onProgress(totalBytes / 2 + done, totalBytes));
}

async function copyOnto(image: string, device: string, onProgress: (done: number) => void): Promise<void> {
  const source = await open(image, 'r');
  try {
    // O_EXCL on a block device: the kernel refuses while anything of it is in use.
    const target = await open(device, constants.O_WRONLY | constants.O_EXCL);
    try {
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
      for (let at = 0; ; ) {
        const { bytesRead } = await source.read(buffer, 0, CHUNK_BYTES, at);
        if (bytesRead === 0) break;
        for (let out = 0; out < bytesRead; )
          out += (await target.write(buffer, out, bytesRead - out, at + out)).bytesWritten;
        at += bytesRead;
        // A stick takes seconds for what memory takes at once: without this, progress would lie.
        await target.datasync();
        onProgress(at);
      }
      await target.sync();
    } finally {
      await target.close();
    }
  } catch (error) {
    throw unwritable(device, error);
  } finally {
    await source.close();
  }
}

/** Closing the device has dropped what the kernel remembered of it: this reads the medium itself. */
async function compare(image: string, device: string, onProgress: (done: number) => void): Promise<void> {
  const [expected, found] = await Promise.all([open(image, 'r'), open(device, 'r')]);
  try {
    const wanted = Buffer.allocUnsafe(CHUNK_BYTES);
    const got = Buffer.allocUnsafe(CHUNK_BYTES);
    for (let at = 0; ; ) {
      const { bytesRead } = await expected.read(wanted, 0, CHUNK_BYTES, at);
      if (bytesRead === 0) return;
      await found.read(got, 0, bytesRead, at);
      if (wanted.compare(got, 0, bytesRead, 0, bytesRead) !== 0)
        fail(
          'MEDIA_MISMATCH',
          `"${device}" gives back other bytes than were written, near ${formatBytes(at)}`,
          undefined,
          'Try another stick',
        );
      at += bytesRead;
      onProgress(at);
    }
  } finally {
    await Promise.all([expected.close(), found.close()]);
  }
}
