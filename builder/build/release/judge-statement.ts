import type { JudgeStatement } from '../../media/mod.ts';
import { fail } from '../../model/mod.ts';
import { type Signer, verifySignature } from '../../rolls/mod.ts';

/** Judges statements, and remembers who signed them. */
export interface StatementJudge {
  readonly judge: JudgeStatement;
  /** Who signed what was judged, by fingerprint. */
  readonly signers: ReadonlyMap<string, Signer>;
  /** Why some of it counts for nothing: nobody signed it, or nobody who is known here. */
  readonly doubts: readonly string[];
}

/**
 * Takes the word of those whose public keys are given, and of nobody else. A signature that is no good ends it at once, one by
 * somebody else is a doubt.
 *
 * @param keyrings files with public keys
 */
export function createJudge(keyrings: readonly string[]): StatementJudge {
  const signers = new Map<string, Signer>();
  const doubts: string[] = [];
  const judge: JudgeStatement = async ({ name, text, signature }) => {
    if (signature === undefined) return void doubts.push(`"${name}" is signed by nobody`);
    const verdict = await verifySignature(text, signature, keyrings);
    if (verdict.ok) return void signers.set(verdict.fingerprint, verdict);
    if (verdict.keyId !== undefined)
      return void doubts.push(`"${name}" is signed by the key ${verdict.keyId}, which is not known here`);
    const hint = 'Copy it again from where it was made';
    fail('MEDIA_UNTRUSTED', `The signature is not one of this text: ${verdict.reason}`, { file: name }, hint);
  };
  return { judge, signers, doubts };
}
