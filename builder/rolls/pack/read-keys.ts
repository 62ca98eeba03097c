import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run, withTempDir } from '../../io/mod.ts';
import { importKey, type Signer } from './gpg.ts';

/** A public key by itself. */
export interface PublicKey extends Signer {
  readonly armored: string;
}

/**
 * The public keys in a file, armored or binary, by fingerprint.
 *
 * @throws {BuildError} FILE_UNREADABLE; ROLL_UNTRUSTED for a file that holds none
 */
export async function readPublicKeys(file: string): Promise<readonly PublicKey[]> {
  return withTempDir(async (dir) => {
    const home = join(dir, 'home');
    await mkdir(home, { mode: 0o700 });
    const gpg = ['gpg', '--homedir', home, '--batch', '--no-tty', '--no-autostart'];
    await importKey(gpg, file);
    const { stdout } = await run([...gpg, '--with-colons', '--list-keys']);
    const keys: PublicKey[] = [];
    for (const { fingerprint, userId } of parseKeyList(stdout)) {
      const minimal = ['--armor', '--export-options', 'export-minimal'];
      const { stdout: armored } = await run([...gpg, ...minimal, '--export', fingerprint]);
      keys.push({ fingerprint, userId, armored });
    }
    return keys.sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  });
}

/** Of each key its own fingerprint, which is the first after its `pub`, and its first user id. */
function parseKeyList(text: string): readonly Signer[] {
  return text
    .split(/^(?=pub:)/m)
    .filter((part) => part.startsWith('pub:'))
    .map((part) => ({
      fingerprint: /^fpr:+([0-9A-F]{40}):/m.exec(part)?.[1] ?? '',
      userId: /^uid:(?:[^:\n]*:){8}([^:\n]*):/m.exec(part)?.[1] ?? '',
    }));
}
