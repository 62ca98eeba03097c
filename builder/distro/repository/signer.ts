import type { DistroContext } from '../types.ts';
import { makeSiteKey, type SignedText, type SiteKey, signDetached, signText } from './site-key.ts';

/** A text that is to be signed. */
export interface TextToSign {
  /** What it is, for people: `the release file of the packages`. */
  readonly name: string;
  readonly text: string;
  /** Time stamp of the signature. */
  readonly epochSeconds: number;
}

/** Who signs what a build makes, or knows the signatures. */
export interface Signer {
  /** The public half of the key that counts. */
  readonly readKey: () => Promise<SiteKey>;
  /** @throws {BuildError} SIGNING_FAILED, SIGNATURE_MISSING */
  readonly signText: (wanted: TextToSign) => Promise<SignedText>;
  /** The detached signature alone. @throws {BuildError} SIGNING_FAILED, SIGNATURE_MISSING */
  readonly signDetached: (wanted: TextToSign) => Promise<string>;
}

/** Signs with the key of this site, which is made on first use. */
export function siteSigner(context: DistroContext): Signer {
  return {
    readKey: () => makeSiteKey(context),
    signText: ({ text, epochSeconds }) => signText(context, text, epochSeconds),
    signDetached: ({ text, epochSeconds }) => signDetached(context, text, epochSeconds),
  };
}
