/**
 * The "newc" cpio format of Linux initial RAM disks.
 * @see Linux Documentation/driver-api/early-userspace/buffer-format.rst
 */

/** Size of the fixed part of a newc header: magic and 13 fields of 8 hexadecimal digits. */
export const NEWC_HEADER_BYTES = 110;
/** Header magic of newc without checksums. */
export const NEWC_MAGIC = '070701';
/** Name of the member that ends an archive. */
export const TRAILER_NAME = 'TRAILER!!!';
/** The kernel ignores members whose name is longer than PATH_MAX. */
export const MAX_NAME_BYTES = 4096;

/** File type bits of st_mode. */
export const MODE_TYPE = 0o170000;
export const TYPE_BITS = { file: 0o100000, directory: 0o040000, symlink: 0o120000 } as const;

/** One member of an initrd archive, content in memory. */
export interface CpioMember {
  /** UTF-8 path without leading slash: "usr/bin/qjs". */
  readonly name: string;
  /** st_mode with type bits: 0o100644. */
  readonly mode: number;
  /** File bytes; for a symlink its target; empty for a directory. */
  readonly content: Uint8Array;
  readonly mtimeSeconds: number;
}

/** Number of zero bytes that bring `length` to a multiple of 4. */
export function padding4(length: number): number {
  return (4 - (length % 4)) % 4;
}
