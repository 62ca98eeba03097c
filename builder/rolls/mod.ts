export { createRoll } from './create/create-roll.ts';
export { ROLL_KEY_NAME, ROLL_MANIFEST_NAME, ROLL_SIGNATURE_NAME } from './digest-tree.ts';
export { listTree } from './list-tree.ts';
export {
  type Signer,
  signWithGpg,
  type TextSignature,
  type Verdict,
  verifyClearSigned,
  verifySignature,
} from './pack/gpg.ts';
export { type Judgement, judgeSignature, type Trust } from './pack/judge-signature.ts';
export { type PackOptions, packRoll, packRollOnce } from './pack/pack-roll.ts';
export { type PublicKey, readPublicKeys } from './pack/read-keys.ts';
export { verifyRoll } from './pack/verify-roll.ts';
export type { BuiltPackage } from './packages/build-package.ts';
export { buildRoll } from './packages/build-roll.ts';
export { findProgramFiles, type ProgramFiles } from './packages/program-files.ts';
export { checkRoll } from './read/check-roll.ts';
export { importRoll } from './read/import-roll.ts';
export { readRoll, readRollOutline } from './read/read-roll.ts';
export { readSiteRoll } from './read/read-site-roll.ts';
export { type FoundTest, listTestScripts, readStandIns, readTests } from './read/read-tests.ts';
export { listRollPackages } from './read/roll-packages.ts';
export { describeOsSource } from './read/roll-source.ts';
export { preferredOs, readShippedSystems } from './read/shipped-systems.ts';
export type * from './roll.ts';
export { isArchived } from './roll.ts';
