import { join } from 'node:path';
import { exists, readText } from '../../io/mod.ts';
import { errorProblem, type Problem } from '../../model/mod.ts';
import {
  isArchived,
  judgeSignature,
  ROLL_KEY_NAME,
  ROLL_MANIFEST_NAME,
  ROLL_SIGNATURE_NAME,
  type RollOutline,
  type Signer,
  type Trust,
} from '../../rolls/mod.ts';
import { describeStranger } from './describe-stranger.ts';

/** Whom an archive of a roll is believed. */
export interface RollTrust extends Trust {
  /** Whether one that nobody signed is taken. */
  readonly unsigned: boolean;
  /** Where somebody says that it is taken, for a message. */
  readonly wordFor: (roll: RollOutline) => string;
}

/** `problem` is what keeps a roll from being taken; `signer` is known of one that is taken. */
export interface JudgedRoll {
  readonly problem?: Problem;
  readonly signer?: Signer;
}

/**
 * What keeps a roll from being taken: it came as an archive, and nobody signed it, or somebody who is not trusted here. That its
 * content is what its manifest says was found when it was read. A folder is its user's own, and is not asked.
 *
 * @returns ROLL_UNTRUSTED with the fingerprint and the command that trusts it; nothing where it is taken
 */
export async function judgeRoll(roll: RollOutline, trust: RollTrust): Promise<JudgedRoll> {
  if (!isArchived(roll)) return {};
  const { origin, folder, name } = roll;
  const refuse = (message: string, hint: string): JudgedRoll => ({
    problem: errorProblem('ROLL_UNTRUSTED', message, { file: origin }, hint),
  });
  const [listFile, signatureFile] = [join(folder, ROLL_MANIFEST_NAME), join(folder, ROLL_SIGNATURE_NAME)];
  if (!(await exists(listFile)) || !(await exists(signatureFile))) {
    if (trust.unsigned) return {};
    const hint = `If you know where it comes from: ${trust.wordFor(roll)}; else get one that is signed (cairn roll sign)`;
    return refuse(`Roll "${name}" is an archive that nobody signed`, hint);
  }
  const ownKey = join(folder, ROLL_KEY_NAME);
  const signed = {
    text: await readText(listFile),
    signature: await readText(signatureFile),
    offeredKey: (await exists(ownKey)) ? ownKey : undefined,
  };
  const judged = await judgeSignature(signed, trust);
  if (judged.trusted) return { signer: judged.signer };
  if (judged.signer === undefined) {
    const hint = `${judged.reason}; a public key in a file is trusted by: cairn roll trust FILE`;
    return refuse(`Roll "${name}" is not signed by a key that is trusted here`, hint);
  }
  const command = (fingerprint: string): string => `cairn roll trust ${origin} --key ${fingerprint}`;
  const { message, hint } = describeStranger(judged.signer, command);
  return refuse(`Roll "${name}": ${message}`, hint);
}

/** How a recipe says that an archive is taken though nobody signed it. */
export function wordInRecipe({ name }: RollOutline): string {
  return `write allowUnsigned: [${name}] in the recipe`;
}
