import { SYSTEM_KEYRING } from '../../model/mod.ts';
import { capture, type Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';

/** Has apt trust the keys of the release, before anything comes from there. @param keyring in base64 */
export function takeKeyring(effects: Effects, keyring: string): void {
  if (capture(effects, ['base64', '--wrap=0', SYSTEM_KEYRING]) === keyring) return;
  const beside = `${SYSTEM_KEYRING}.new`;
  const status = effects.run(['base64', '--decode'], { input: keyring, output: beside });
  if (status !== 0 || effects.run(['chmod', '0644', beside]) !== 0)
    throw new InstallFailure(`The keys of the release cannot be written to "${SYSTEM_KEYRING}"`);
  effects.rename(beside, SYSTEM_KEYRING);
}
