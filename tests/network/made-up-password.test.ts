import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { setRootPassword } from '../../builder/boot/install/root-password.ts';
import type { Effects } from '../../builder/boot/machine/effects.ts';
import type { InstallState } from '../../builder/boot/machine/state.ts';

// Debian's own PAM says who comes in, with copies of this machine's settings.

/** What the installer does about a password that it makes up, as a script. */
function recordScript(): { readonly script: string; readonly password: string } {
  const lines: string[] = [];
  let given = '';
  const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
  const effects = {
    random: (count: number) => Array.from({ length: count }, (_, at) => at),
    run: ([chroot, target, ...argv]: readonly string[], { input = '' } = {}) => {
      assert.equal([chroot, target], ['chroot', '/target']);
      given += input;
      lines.push(`printf %s ${quote(input)} | ${argv.map(quote).join(' ')}`);
      return 0;
    },
    write: (path: string, text: string) => {
      const place = quote(path.replace(/^\/target/, ''));
      lines.push(`mkdir -p "$(dirname ${place})"; printf %s ${quote(text)} >${place}`);
    },
  } as unknown as Effects;
  setRootPassword(effects, {} as InstallState, 'generate');
  return { script: lines.join('\n'), password: /^root:(.+)$/m.exec(given)![1]! };
}

/** In a namespace of its own: whatever is written there, this machine keeps what it had. */
const COPIES = `
mount --make-rprivate /
mount -t tmpfs tmpfs "$1"
for place in /etc /var/lib/pam /usr/share/pam-configs; do
  copy=$1/$(echo "$place" | tr / _)
  cp -a "$place" "$copy"
  mount --bind "$copy" "$place"
done
`;

const canTry = process.getuid?.() === 0 && spawnSync('pam-auth-update', ['--help']).status === 0;
const test = suite('a password that is made up');
(canTry ? test : test.skip)('is to be changed by whoever gives it, and keeps no key out', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-pam-'));
  const { script, password } = recordScript();
  // Root becomes root without a password, as with a key: PAM is asked about the account alone
  const withoutOne = 'su root -c "echo came in"';
  const withOne = (word: string): string =>
    `echo ${word} | setpriv --reuid=65534 --clear-groups su root -c "echo came in"`;
  const steps: Readonly<Record<string, string>> = {
    'a key': withoutOne,
    'the password': withOne(password),
    'another password': withOne(`not-${password}`),
    'the password, once it is changed': `chage --lastday 1 root; ${withOne(password)}`,
    'a key of an account that is shut': `chage --expiredate 1 root; ${withoutOne}; chage --expiredate -1 root`,
    'a key, without the profile': `chage --lastday 0 root; rm /usr/share/pam-configs/cairn-keys; pam-auth-update --package; ${withoutOne}`,
  };
  try {
    const file = join(folder, 'ask');
    const asked = Object.entries(steps).map(
      ([name, step]) => `echo '== ${name}'\n(\n${step}\n) 2>&1 </dev/null`,
    );
    writeFileSync(file, ['set -e', COPIES, script, 'set +e', ...asked, 'exit 0\n'].join('\n'));
    const said = execFileSync('unshare', ['-m', 'sh', file, folder], { encoding: 'utf8' });
    const answers = Object.fromEntries(
      said.split(/^== /m).map((part) => {
        const [name = '', ...lines] = part.split('\n');
        return [name, lines.join('\n')];
      }),
    );
    const came = Object.keys(steps).filter((name) => /came in$/m.test(answers[name]!));
    assert.equal(came, ['a key', 'the password, once it is changed'], said);
    assert.match(answers['the password']!, 'You are required to change your password immediately');
    assert.match(answers['another password']!, 'Authentication failure');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.run();
