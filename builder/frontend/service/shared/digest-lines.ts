import { sha256 } from '../../../io/mod.ts';

/** SHA-256 of a document as `ServedDigests` have it: of its lines, each with its newline. */
export function digestLines(text: string): string {
  return sha256(text.endsWith('\n') ? text : `${text}\n`);
}
