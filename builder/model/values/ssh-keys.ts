import type { ValueType } from './value-type.ts';

const KINDS = [
  'ssh-ed25519',
  'ssh-rsa',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
].map((kind) => kind.replaceAll('.', '\\.'));

const KEY = new RegExp(`^(?:${KINDS.join('|')}) [A-Za-z0-9+/]{40,}={0,3}(?: [^\\x00-\\x1f\\x7f]*)?$`);

/** Options of `authorized_keys`: sshd passes over a line with any other. */
const FLAGS =
  /^(?:cert-authority|no-touch-required|restrict|verify-required|(?:no-)?(?:agent-forwarding|port-forwarding|pty|user-rc|x11-forwarding))$/;
const SETTINGS = /^(?:command|environment|expiry-time|from|permitlisten|permitopen|principals|tunnel)$/;

/** One option, with what follows it: a comma, or the blank before the key. */
const OPTION = /^([A-Za-z0-9-]+)(="(?:[^"\\\x00-\x1f\x7f]|\\[^\x00-\x1f\x7f])*")?([, ])/;

/** True for one line of an `authorized_keys` file: `ssh-ed25519 AAAA... ada@desk`, with or without options before it. */
export function isSshKey(line: string): boolean {
  if (KEY.test(line)) return true;
  let rest = line;
  for (;;) {
    const match = OPTION.exec(rest);
    if (match === null) return false;
    const [whole, name = '', setting, end] = match;
    if (!(setting === undefined ? FLAGS : SETTINGS).test(name.toLowerCase())) return false;
    rest = rest.slice(whole.length);
    if (end === ' ') return KEY.test(rest);
  }
}

export const SSH_KEYS: ValueType = {
  what: 'SSH key',
  hint: 'Write the whole line of a .pub file; options like from="10.0.0.0/8" may stand before it',
  accepts: (value) =>
    value.split('\n').every((line) => line.trim() === '' || line.startsWith('#') || isSshKey(line)),
};
