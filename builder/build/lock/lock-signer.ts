import { join } from 'node:path';
import {
  type DistroContext,
  decodeArmor,
  readSiteKey,
  type Signer,
  type SiteKey,
  siteSigner,
  type TextToSign,
} from '../../distro/mod.ts';
import { exists, readText, sha256, withTempDir, writeFileAtomic } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import { verifyClearSigned, verifySignature } from '../../rolls/mod.ts';
import { besideLock } from './beside-lock.ts';
import type { FoundLock } from './read-lock.ts';
import { findSignature, parseSignatures, type Signatures, type Signed } from './signatures.ts';

/** Who signs a build, and what was signed. */
export interface LockSigner extends Signer {
  /** The signature over bytes with this SHA-256 that lies beside the lock. It is not checked. */
  readonly recall: (sha256: string) => Promise<Signed | undefined>;
  /** Has one more signature written beside the lock: of bytes that another key has signed. */
  readonly note: (sha256: string, signed: Signed) => void;
  /** All signatures that it gave so far, and those that were noted. */
  readonly list: () => Signatures;
}

/**
 * Signs a build. Without a lock, or with one that names none, this site's own key does. A lock names the key that counts: signatures by it that are known
 * already (those beside the lock, and `known`) are an input as packages are, and each is checked; where there is none, that key
 * signs, if it is this site's own.
 *
 * @param compared what is built is compared with what there is, and used for nothing: signatures of that, and where it has none
 *   of a text, a line says so in place of one
 */
export function openSigner(
  distro: DistroContext,
  locked: FoundLock | undefined,
  compared?: Signatures,
): LockSigner {
  const given = new Map<string, Signed>();
  const key = locked?.lock.key;
  const site = siteSigner(distro);
  const sign = key === undefined ? signHere(site) : signAs(distro, site, locked!.file, key, compared);
  const use = async (wanted: TextToSign, isInline: boolean): Promise<Signed> => {
    const signed = await sign(wanted, isInline);
    given.set(sha256(wanted.text), signed);
    return signed;
  };
  return {
    readKey: key === undefined ? site.readKey : async () => toSiteKey(key),
    signDetached: async (wanted) => (await use(wanted, false)).detached,
    signText: async (wanted) => {
      const { detached, inline = '' } = await use(wanted, true);
      return { detached, inline };
    },
    recall: async (digest) =>
      locked === undefined
        ? undefined
        : (await readSignatures(besideLock(locked.file, 'signatures'))).get(digest),
    note: (digest, signed) => void given.set(digest, signed),
    list: () => given,
  };
}

const UNSIGNED = 'Nobody has signed this text\n';

type LockKey = NonNullable<FoundLock['lock']['key']>;
type Sign = (wanted: TextToSign, isInline: boolean) => Promise<Signed>;

function toSiteKey({ fingerprint, publicKey }: LockKey): SiteKey {
  return { fingerprint, armoredPublicKey: publicKey, publicKey: decodeArmor(publicKey) };
}

function signHere(site: Signer): Sign {
  return async (wanted, isInline) =>
    isInline
      ? { name: wanted.name, ...pickTexts(await site.signText(wanted)) }
      : { name: wanted.name, detached: await site.signDetached(wanted) };
}

function pickTexts({ detached, inline }: { readonly detached: string; readonly inline: string }) {
  return { detached, inline };
}

function signAs(
  distro: DistroContext,
  site: Signer,
  lockFile: string,
  key: LockKey,
  compared: Signatures | undefined,
): Sign {
  const file = besideLock(lockFile, 'signatures');
  const here = signHere(site);
  let beside: Promise<Signatures> | undefined;
  return async (wanted, isInline) => {
    beside ??= readSignatures(file);
    const found = [await beside, compared ?? new Map<string, Signed>()]
      .map((signatures) => findSignature(signatures, wanted.text))
      .find((signed) => signed !== undefined && (!isInline || signed.inline !== undefined));
    if (found !== undefined && (await isBy(key, wanted.text, found)))
      return isInline ? found : { name: found.name, detached: found.detached };
    if ((await readSiteKey(distro))?.fingerprint === key.fingerprint) return here(wanted, isInline);
    // A resolver must believe what has its signature inside; other signatures nobody looks at before they are compared
    if (compared !== undefined && !isInline) return { name: wanted.name, detached: UNSIGNED };
    return refuse(wanted, file, key, found !== undefined);
  };
}

async function readSignatures(file: string): Promise<Signatures> {
  return (await exists(file)) ? parseSignatures(await readText(file), file) : new Map();
}

function isBy({ fingerprint, publicKey }: LockKey, text: string, signed: Signed): Promise<boolean> {
  return withTempDir(async (scratch) => {
    const keyFile = join(scratch, 'key.asc');
    await writeFileAtomic(keyFile, publicKey);
    const verdicts = [await verifySignature(text, signed.detached, [keyFile])];
    if (signed.inline !== undefined) verdicts.push(await verifyClearSigned(signed.inline, [keyFile]));
    return verdicts.every((verdict) => verdict.ok && verdict.fingerprint === fingerprint);
  });
}

function refuse({ name }: TextToSign, file: string, { fingerprint }: LockKey, isBad: boolean): never {
  const message = isBad
    ? `The signature of ${name} is not by the key that the lock names (${fingerprint})`
    : `There is no signature of ${name} as it is built here, and the key that the lock names is not on this machine (${fingerprint})`;
  const hint = `Take the file of this name from the output of who has the key, made from the same lock with the same Cairn; or sign with a key of your own: build without --locked, or cairn lock update --own-key`;
  return fail('SIGNATURE_MISSING', message, { file }, hint);
}
