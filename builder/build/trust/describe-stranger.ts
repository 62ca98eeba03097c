import type { Signer } from '../../rolls/mod.ts';

/**
 * Who signed something and is not trusted here, and how that is changed, in the same words for rolls and releases.
 *
 * @param commandFor the command that trusts a key, by its fingerprint
 */
export function describeStranger(
  { fingerprint, userId }: Signer,
  commandFor: (fingerprint: string) => string,
): { readonly message: string; readonly hint: string } {
  return {
    message: `Nobody here trusts who signed it: ${fingerprint} (${userId})`,
    hint: `Ask who made it for the fingerprint of their key; if that is it: ${commandFor(fingerprint)}`,
  };
}
