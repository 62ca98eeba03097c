import { readBytes } from '../../../io/mod.ts';
import { armorKeys } from '../../repository/armor-keys.ts';

/** Paths that apt takes in a field; blanks and commas separate several. */
const PLAIN_PATH = /^[\w./@%+~=-]+$/;

/**
 * The field that says which keys may sign an archive: the path of a keyring, or the keys themselves where apt would
 * take the path for something else.
 *
 * @param keyring path of a file, binary or armored
 */
export async function renderSignedBy(keyring: string): Promise<string> {
  if (PLAIN_PATH.test(keyring)) return `Signed-By: ${keyring}\n`;
  const bytes = await readBytes(keyring);
  const text = Buffer.from(bytes).toString('latin1');
  const armored = text.startsWith('-----BEGIN PGP') ? text : armorKeys(bytes);
  const lines = armored.trim().split(/\r?\n/);
  return `Signed-By:\n${lines.map((line) => ` ${line.trim() === '' ? '.' : line}\n`).join('')}`;
}
