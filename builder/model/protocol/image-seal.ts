/**
 * What an image says of its own bytes, near its end: whoever has the image alone, burnt or not, can check each of them.
 * The place is said in its volume descriptor, in the field that is left to applications (ECMA-119, 8.4.32).
 */
export interface ImageSeal {
  /** For people: "Cairn minimal 1.0". */
  readonly title: string;
  /** Bytes of the whole image. */
  readonly sizeBytes: number;
  /** Where the seal begins; it takes {@link SEAL_BYTES}. */
  readonly offset: number;
  /** SHA-256 of everything before the seal. */
  readonly head: string;
  /** SHA-256 of everything after it. */
  readonly tail: string;
}

/** The field of the first volume descriptor that says where the seal is, from the image's start. */
export const SEAL_LOCATOR = { offset: 16 * 2048 + 883, length: 512 } as const;

/** Room for the seal; what is not used of it is zero. */
export const SEAL_BYTES = 64 * 1024;

/** Where it begins, counted from the end: an image ends with 150 blocks of nothing, and the copy of its partition table. */
export const SEAL_FROM_END = 128 * 1024;

const HEADER = 'Cairn-Image: 1';
const LOCATOR = /^Cairn-Seal: (\d{1,15})\n +$/;
const SEAL =
  /^Cairn-Image: 1\nTitle: ([^\n]+)\nSize: (\d{1,15})\nSeal: (\d{1,15})\nHead: ([0-9a-f]{64})\nTail: ([0-9a-f]{64})\n$/;
/** The last line is SHA-256 of all before it: a signature is no use against damage to whoever has no key. */
const SEALED =
  /^(Cairn-Image: [\s\S]*?\n)(-----BEGIN PGP SIGNATURE-----\n[\s\S]*-----END PGP SIGNATURE-----\n)?Check: ([0-9a-f]{64})\n\0*$/;

/** What stands in the volume descriptor. */
export function renderSealLocator(offset: number): string {
  return `Cairn-Seal: ${offset}\n`.padEnd(SEAL_LOCATOR.length, ' ');
}

/** @returns where the seal begins; undefined where there is none */
export function parseSealLocator(text: string): number | undefined {
  const offset = LOCATOR.exec(text)?.[1];
  return offset === undefined ? undefined : Number(offset);
}

/** The text that is signed. */
export function renderImageSeal({ title, sizeBytes, offset, head, tail }: ImageSeal): string {
  return `${HEADER}\nTitle: ${title}\nSize: ${sizeBytes}\nSeal: ${offset}\nHead: ${head}\nTail: ${tail}\n`;
}

/** @returns undefined for what is no seal, and for one that lies outside the image that it names */
export function parseImageSeal(text: string): ImageSeal | undefined {
  const [, title, size, at, head, tail] = SEAL.exec(text) ?? [];
  if (title === undefined || head === undefined || tail === undefined) return undefined;
  const [sizeBytes, offset] = [Number(size), Number(at)];
  return offset + SEAL_BYTES <= sizeBytes ? { title, sizeBytes, offset, head, tail } : undefined;
}

/** What stands in the place of the seal. */
export interface SealArea {
  readonly text: string;
  readonly signature: string | undefined;
  /** SHA-256 of text and signature, as it says. */
  readonly check: string;
}

/** @param check SHA-256 of text and signature */
export function renderSealArea({ text, signature = '', check }: SealArea): string {
  return `${text}${signature}Check: ${check}\n`.padEnd(SEAL_BYTES, '\0');
}

/** @param area each character a byte */
export function parseSealArea(area: string): SealArea | undefined {
  const [, text, signature, check] = SEALED.exec(area) ?? [];
  return text === undefined || check === undefined ? undefined : { text, signature, check };
}
