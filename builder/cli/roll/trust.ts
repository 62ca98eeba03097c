import { join } from 'node:path';
import { parseFingerprint } from '../../build/trust/fingerprint.ts';
import { addTrustedKeys, readTrustedKeys, removeTrustedKey } from '../../build/trust/trusted-keys.ts';
import type { DistroContext } from '../../distro/mod.ts';
import { exists } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import { readArchiveKind } from '../../rolls/archive/archive-kind.ts';
import { type PublicKey, ROLL_KEY_NAME, readPublicKeys, readRoll } from '../../rolls/mod.ts';
import { openSiteSurroundings } from '../release/surroundings.ts';
import { printLine } from '../terminal/report.ts';
import type { RollTrustOptions } from './commands.ts';

/** `cairn roll trust [FILE]` */
export async function runRollTrust(file: string | undefined, options: RollTrustOptions): Promise<void> {
  const { distro } = await openSiteSurroundings();
  const wanted = options.key === undefined ? undefined : readFingerprint(options.key);
  if (options.remove === true) {
    const fingerprint = wanted ?? readFingerprint(file ?? '');
    await removeTrustedKey(distro, fingerprint);
    return printLine(`No longer trusted: ${fingerprint}`);
  }
  if (file === undefined) {
    for (const key of await readTrustedKeys(distro)) printLine(describe(key));
    return;
  }
  const offered = await readOffered(distro, file, wanted);
  const keys = offered.filter(({ fingerprint }) => wanted === undefined || fingerprint === wanted);
  if (keys.length === 0) {
    const found = offered.map(describe).join('; ');
    fail('ROLL_UNTRUSTED', `It does not hold the key ${wanted}`, { file }, `It holds: ${found}`);
  }
  await addTrustedKeys(distro, keys);
  for (const key of keys) printLine(`Trusted: ${describe(key)}`);
}

/** A key that comes with what it signed is taken by somebody who knows its fingerprint from elsewhere. */
async function readOffered(
  distro: DistroContext,
  file: string,
  wanted: string | undefined,
): Promise<readonly PublicKey[]> {
  if ((await readArchiveKind(file)) === undefined) return readPublicKeys(file);
  const { folder } = await readRoll(file, distro.cacheDir);
  const key = join(folder, ROLL_KEY_NAME);
  if (!(await exists(key))) {
    const hint = 'Ask who made it for their public key: cairn roll trust FILE';
    return fail('ROLL_UNTRUSTED', 'No public key comes with this roll', { file }, hint);
  }
  const keys = await readPublicKeys(key);
  if (wanted !== undefined) return keys;
  const hint = `It comes with: ${keys.map(describe).join('; ')}. Ask who made it whether that is theirs, and add --key FINGERPRINT`;
  return fail('USAGE', 'A roll does not say by itself which key is trusted', undefined, hint);
}

function readFingerprint(text: string): string {
  return (
    parseFingerprint(text) ??
    fail('USAGE', `"${text}" is no fingerprint`, undefined, 'Write all 40 hexadecimal digits')
  );
}

function describe({ fingerprint, userId }: PublicKey): string {
  return `${fingerprint} (${userId})`;
}
