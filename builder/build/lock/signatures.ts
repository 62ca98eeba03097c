import * as v from 'valibot';
import { sha256 } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';

const signed = v.strictObject({
  /** What was signed, for people. */
  name: v.string(),
  /** The signature alone, in ASCII armor. */
  detached: v.string(),
  /** The text with its signature around it. */
  inline: v.exactOptional(v.string()),
});
const signatureFile = v.strictObject({
  format: v.literal(1),
  /** By SHA-256 of the text. */
  signatures: v.record(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)), signed),
});

export type Signed = Readonly<v.InferOutput<typeof signed>>;

/** Signatures that builds made, by SHA-256 of the text that was signed. */
export type Signatures = ReadonlyMap<string, Signed>;

/** Signatures as JSON: the same ones, the same text. */
export function renderSignatures(signatures: Signatures): string {
  const sorted = [...signatures].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ format: 1, signatures: Object.fromEntries(sorted) }, undefined, 1)}\n`;
}

/** @throws {BuildError} LOCK_SYNTAX */
export function parseSignatures(text: string, file: string): Signatures {
  const hint = 'It is written by cairn build, beside the lock: copy it anew';
  let tree: unknown;
  try {
    tree = JSON.parse(text);
  } catch (error) {
    fail('LOCK_SYNTAX', `Cannot read the signatures: ${(error as Error).message}`, { file }, hint);
  }
  const parsed = v.safeParse(signatureFile, tree);
  if (parsed.success) return new Map(Object.entries(parsed.output.signatures));
  const issue = parsed.issues[0];
  const where = v.getDotPath(issue) ?? 'the whole';
  return fail('LOCK_SYNTAX', `Cannot read the signatures: ${where}: ${issue.message}`, { file }, hint);
}

/** The signature of a text among others; one around another text is none. */
export function findSignature(signatures: Signatures, text: string): Signed | undefined {
  const found = signatures.get(sha256(text));
  if (found?.inline === undefined) return found;
  return readClearText(found.inline) === text ? found : undefined;
}

/**
 * The text inside a clear signature (RFC 9580, 7): after the head with the names of hashes; a dash at the start of a line has
 * another one and a blank before it.
 */
function readClearText(inline: string): string | undefined {
  const inside =
    /^-----BEGIN PGP SIGNED MESSAGE-----\n(?:[^\n]+\n)*\n([\s\S]*\n)-----BEGIN PGP SIGNATURE-----\n/.exec(
      inline,
    )?.[1];
  return inside?.replaceAll(/^- /gm, '');
}
