import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../io/mod.ts';
import { CLUSTER_SSH_KEY } from '../../../model/mod.ts';
import type { State } from '../../state/mod.ts';
import { makeSshKey, publicLineOf } from './ssh-key.ts';

/** Its private half among the service's own keys; it goes to no machine. */
const ROOT_KEY = 'service:root-key';

/**
 * Gives root of the frontend a key pair, unless there is one, and tells every host of its public half: that is how
 * `cairn run` and `cairn host reinstall` get in. The state keeps the pair, for a frontend that is installed anew.
 *
 * @param folder root's `.ssh`
 */
export async function ensureRootKey(
  state: Pick<State, 'ensureKey' | 'listAttributes' | 'setAttributes'>,
  folder: string,
  comment: string,
): Promise<void> {
  const make = (): string => makeSshKey(comment).privateText;
  const publicLine = await readPublicLine(folder, comment, () => state.ensureKey('', ROOT_KEY, make));
  const wanted = { scope: 'global', subject: '', name: CLUSTER_SSH_KEY } as const;
  const [known] = await state.listAttributes(wanted);
  if (known?.value !== publicLine)
    await state.setAttributes([{ ...wanted, value: publicLine, secret: false }]);
}

async function readPublicLine(
  folder: string,
  comment: string,
  ensure: () => Promise<string>,
): Promise<string> {
  const path = join(folder, 'id_ed25519');
  const kept = await readFile(`${path}.pub`, 'utf8').catch(() => undefined);
  if (kept !== undefined) return kept.trim();
  let text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) {
    text = await ensure();
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFileAtomic(path, text, { mode: 0o600 });
  }
  const line = `${publicLineOf(text)} ${comment}`;
  await writeFileAtomic(`${path}.pub`, `${line}\n`);
  return line;
}
