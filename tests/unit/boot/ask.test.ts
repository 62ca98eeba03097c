import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { connectDebconf, type Debconf } from '../../../builder/boot/debian-installer/debconf.ts';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import type { InstallState } from '../../../builder/boot/machine/state.ts';
import { runStep } from '../../../builder/boot/main.ts';
import type { GraphBundle } from '../../../builder/model/mod.ts';
import type { FakeMachine } from '../../fakes/installer.ts';
import { bundle, debconf, disk, machine, progress } from '../../fakes/tiny-installation.ts';

const ASKING: GraphBundle = (() => {
  const given = bundle({ timezone: 'UTC' });
  const [roll] = given.rolls;
  const files = roll!.files.map((file) =>
    file.path === 'nodes/frontend.xml'
      ? {
          ...file,
          text: '<kickstart><main><rootpw>--iscrypted &root_password_hash;</rootpw></main></kickstart>',
        }
      : file,
  );
  const attributes = { ...roll!.attributes, root_password_hash: { secret: true, type: 'password' as const } };
  return { ...given, rolls: [{ ...roll!, attributes, files }] };
})();

/** Somebody at the console, who types these words one after the other; what was shown is kept. */
function person(words: readonly string[]): { readonly client: Debconf; readonly shown: string[] } {
  const shown: string[] = [];
  const left = [...words];
  let last = '';
  const client = connectDebconf(
    (line) => {
      last = line;
      if (line.startsWith('SUBST cairn/failed')) shown.push(line);
    },
    () => (last.startsWith('GET ') ? `0 ${left.shift() ?? ''}` : '0'),
  );
  return { client, shown };
}

function asked(words: readonly string[]): { fake: FakeMachine; state: InstallState; shown: string[] } {
  const fake = machine(ASKING);
  assert.is(runStep('hook', fake, debconf().client), 0);
  assert.match(progress(fake), 'To be asked: root_password_hash');
  const { client, shown } = person(words);
  assert.is(runStep('answers', fake, client), 0, progress(fake));
  return { fake, state: JSON.parse(fake.files.get(PATHS.state)!) as InstallState, shown };
}

const test = suite('a password that is asked for');

test('is asked until it is not empty and said twice alike', () => {
  const { state, shown } = asked(['', '', 'one', 'two', 'secret word', 'secret word']);
  assert.is(state.rootPassword, 'secret word');
  assert.is(shown.length, 2);
  assert.match(shown[0]!, 'The password is empty.');
  assert.match(shown[1]!, 'The two passwords differ.');
});

test('is given to chpasswd alone, and nothing else has it', () => {
  const { fake, state } = asked(['secret word', 'secret word']);
  assert.is(state.given['root_password_hash'], '!');
  for (const [path, text] of Object.entries(disk)) fake.files.set(path, text);
  const inputs: string[] = [];
  const watched: FakeMachine = {
    ...fake,
    run: (argv, options) => {
      if (argv.includes('chpasswd')) inputs.push(options?.input ?? '');
      const found = argv.join(' ').startsWith('blkid -p -o export /dev/sda1');
      if (found) options?.onLine?.('UUID=1-2');
      return fake.run(argv, options);
    },
  };
  for (const step of ['disks', 'system'])
    assert.is(runStep(step, watched, debconf().client), 0, progress(fake));
  assert.equal(inputs, ['root:secret word\n']);
  for (const [path, text] of fake.files)
    if (path !== PATHS.state) assert.not.match(text, 'secret word', path);
  assert.not.match(fake.ran.join('\n'), 'secret word');
});

test('is made up where the site says so, shown on the console, and must be changed', () => {
  const fake = machine(ASKING, (command) =>
    command.startsWith('blkid -p -o export /dev/sda1') ? { lines: ['UUID=1-2'] } : undefined,
  );
  fake.files.set('/proc/cmdline', 'cairn.set.root_password_hash=generate');
  for (const [path, text] of Object.entries(disk)) fake.files.set(path, text);
  for (const step of ['hook', 'disks', 'system'])
    assert.is(runStep(step, fake, debconf().client), 0, progress(fake));
  const issue = fake.files.get('/target/etc/issue.d/cairn-root-password.issue') ?? '';
  assert.match(issue, /password (?:[a-km-z2-9]{4}-){3}[a-km-z2-9]{4} /);
  assert.ok(fake.ran.some((command) => command.includes('chage --lastday 0 root')));
  // Keys open the machine before it is
  assert.match(fake.files.get('/target/usr/share/pam-configs/cairn-keys') ?? '', ' no_pass_expiry\n');
  assert.ok(fake.ran.some((command) => command.includes('pam-auth-update --package')));
});

test.run();
