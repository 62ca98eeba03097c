import { type Signer, verifySignature } from './gpg.ts';

/** Whose word counts about what comes from elsewhere. */
export interface Trust {
  /** Files with public keys. */
  readonly keyrings: readonly string[];
  /** Fingerprints of keys that may come along. */
  readonly fingerprints?: readonly string[];
}

/** A text from elsewhere, as somebody signed it. */
export interface SignedFrom {
  readonly text: string;
  /** Detached. */
  readonly signature: string;
  /** File with the public key that comes along. That it fits says nothing: anybody can make one. */
  readonly offeredKey?: string | undefined;
}

/** `signer` of what is not trusted: whose signature it is, where that can be seen. */
export type Judgement =
  | { readonly trusted: true; readonly signer: Signer }
  | { readonly trusted: false; readonly signer: Signer | undefined; readonly reason: string };

/** Whether somebody has signed a text who is trusted. */
export async function judgeSignature(signed: SignedFrom, trust: Trust): Promise<Judgement> {
  const { text, signature, offeredKey } = signed;
  const { keyrings, fingerprints = [] } = trust;
  const known = await verifySignature(text, signature, keyrings);
  if (known.ok) return { trusted: true, signer: known };
  const offered = offeredKey === undefined ? known : await verifySignature(text, signature, [offeredKey]);
  if (!offered.ok) return { trusted: false, signer: undefined, reason: offered.reason };
  return fingerprints.includes(offered.fingerprint)
    ? { trusted: true, signer: offered }
    : { trusted: false, signer: offered, reason: 'Nobody here trusts this key' };
}
