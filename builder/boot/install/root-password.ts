import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import type { InstallState } from '../machine/state.ts';
import { mustInTarget } from './target.ts';

const ISSUE = `${PATHS.target}/etc/issue.d/cairn-root-password.issue`;
const KEYS_PROFILE = `${PATHS.target}/usr/share/pam-configs/cairn-keys`;
/**
 * Whoever comes in by a key, and what runs without anybody coming in (cron), is not asked to change a password, which a command
 * over SSH could not do; who gives the password is. Before Debian's own profile (256), which makes no difference.
 */
const KEYS_TEXT = `Name: Keys open a machine whose password is to be changed
Default: yes
Priority: 257
Account-Type: Primary
Account:
\t[success=end new_authtok_reqd=done default=ignore]\tpam_unix.so no_pass_expiry
Account-Initial:
\t[success=end new_authtok_reqd=done default=ignore]\tpam_unix.so no_pass_expiry
`;
/** No letters or digits that look alike. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Sets the password that was asked for; where the site says `generate`, makes one and shows it on the console: it is to be changed. */
export function setRootPassword(effects: Effects, state: InstallState, hash?: string): void {
  if (state.rootPassword !== undefined) {
    mustInTarget(effects, ['chpasswd'], { input: `root:${state.rootPassword}\n` });
    return;
  }
  if (hash !== 'generate') return;
  const password = generatePassword(effects);
  mustInTarget(effects, ['chpasswd'], { input: `root:${password}\n` });
  mustInTarget(effects, ['chage', '--lastday', '0', 'root']);
  effects.write(KEYS_PROFILE, KEYS_TEXT, 0o644);
  mustInTarget(effects, ['pam-auth-update', '--package']);
  effects.write(
    ISSUE,
    `\nFirst login: root, password ${password} (it must be changed then; this line stays\nuntil /etc/issue.d/cairn-root-password.issue is removed)\n\n`,
    0o600,
  );
}

/** 80 random bits from the kernel, in groups of four. */
export function generatePassword(effects: Effects): string {
  const letters = effects.random(16).map((byte) => ALPHABET[byte % ALPHABET.length]);
  return letters.join('').replace(/(.{4})(?=.)/g, '$1-');
}
