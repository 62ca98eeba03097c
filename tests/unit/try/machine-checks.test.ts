import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Expectation } from '../../../builder/model/files/mod.ts';
import { BUILT_IN } from '../../../builder/try/checks/built-in.ts';
import { checkExpectation } from '../../../builder/try/checks/expectations.ts';
import type { Verdict } from '../../../builder/try/checks/verdict.ts';
import { type Answer, checkedOf, createFakeGuest, type FakeGuest } from '../../fakes/guest.ts';

const frontend = (answer: Answer = () => undefined): FakeGuest =>
  createFakeGuest(answer, { hostname: 'frontend', appliance: 'frontend' });

/** How a check that every machine has ends where programs answer as told. */
function check(id: string, answer: Answer, others: readonly FakeGuest[] = []): Promise<Verdict> {
  const found = BUILT_IN.find((one) => one.id === id);
  return found!.run(checkedOf(createFakeGuest(answer, { secrets: ['0123456789abcdef'] }), others));
}

const builtIn = suite('checks of every machine');

builtIn('a failed unit is told with who names it, and its last words', async () => {
  const verdict = await check('running', (command) => {
    if (command.startsWith('systemctl is-system-running')) return 'degraded\n';
    if (command.startsWith('systemctl list-units')) return 'a.service loaded failed failed X\n';
    return command.startsWith('journalctl') ? 'no port\n\n' : undefined;
  });
  assert.equal(verdict, {
    ok: false,
    detail: ['The system is "degraded"', 'a.service has failed', 'Named by n (r/nodes/n.xml:7)', '  no port'],
  });
  assert.is((await check('running', () => 'running\n')).ok, false, 'a unit "running" has failed');
});

builtIn('scripts, services and what nodes call ready', async () => {
  assert.is((await check('scripts', () => undefined)).ok, true);
  const failed = await check('scripts', (command) =>
    command.startsWith('cat') ? '3\tpost\t001\tn (r/nodes/n.xml:9)\n' : undefined,
  );
  assert.equal(failed.detail, ['The post script of n (r/nodes/n.xml:9) ended with status 3']);
  assert.is((await check('services', () => 'enabled\nstatic\n')).ok, true);
  assert.equal((await check('services', () => 'disabled\nenabled\n')).detail, [
    'a.service is "disabled", and should be enabled',
    'Named by n (r/nodes/n.xml:7)',
  ]);
  assert.is((await check('ready', () => 'dead\n')).ok, true);
  assert.match((await check('ready', () => 'failed\n')).detail[0]!, 'Checks are "failed"');
});

builtIn('names of all machines, asked in one go', async () => {
  const say = '10.1.0.1 STREAM x\n\u0001\n10.1.0.1 compute-0-0.c\n\u0001\n10.1.0.2 STREAM\n\u0001\n\u0001\n';
  const verdict = await check('names', () => say, [frontend()]);
  assert.equal(verdict.detail, ['10.1.0.2 is nobody, and not frontend']);
});

builtIn('a port that no node opens must not answer anybody', async () => {
  const listens: Answer = (command) =>
    command.startsWith('ss ')
      ? 'tcp LISTEN 0 1 0.0.0.0:631 0.0.0.0:* users:(("cups",pid=1,fd=2))\n'
      : undefined;
  assert.is((await check('ports', () => undefined)).ok, true);
  assert.equal(await check('ports', listens), {
    ok: true,
    detail: ['Nobody else is there to ask 631/tcp cups'],
  });
  const deaf = frontend(() => 1);
  assert.is((await check('ports', listens, [deaf])).ok, true);
  assert.match(deaf.ran.join(), / 10\.1\.0\.1 631$/);
  assert.equal((await check('ports', listens, [frontend()])).detail, [
    '631/tcp cups can be reached by frontend, and no node has an <open> for it',
  ]);
});

builtIn('what is sent to a UDP port that no node opens must not come through', async () => {
  let heard = 0;
  const listens: Answer = (command) => {
    if (command.startsWith('ss '))
      return 'udp UNCONN 0 0 0.0.0.0:111 0.0.0.0:* users:(("rpcbind",pid=1,fd=2))\n';
    return command.startsWith('sh ') ? `Udp: InDatagrams\nUdp: ${heard}\n` : undefined;
  };
  const asker = (each: number) =>
    frontend((command) => {
      heard += each * Number(command.split(' ').at(-1));
      return undefined;
    });
  assert.is((await check('ports', listens, [asker(0)])).ok, true);
  assert.equal((await check('ports', listens, [asker(1)])).detail, [
    '111/udp rpcbind can be reached by frontend, and no node has an <open> for it',
  ]);
});

builtIn('secrets are looked for by nobody, and the patterns are gone after it', async () => {
  let patterns = '';
  const answer: Answer = (command, input) => {
    if (command.startsWith('tee')) patterns = input ?? '';
    return command.startsWith('setpriv') ? '/etc/x\n' : undefined;
  };
  const guest = createFakeGuest(answer, { secrets: ['0123456789abcdef', 'short'] });
  const verdict = await BUILT_IN.find(({ id }) => id === 'secrets')!.run(checkedOf(guest));
  assert.equal(verdict.detail, ['/etc/x holds a secret, and everybody can read it']);
  assert.match(patterns, /^0123456789abcdef$/m);
  assert.not.match(patterns, /short/);
  assert.is(guest.ran.at(-1), 'rm -f /run/cairn-try-patterns');
  assert.ok(guest.ran.some((command) => command.startsWith('setpriv --reuid=65534')));
});

builtIn.run();

/** How a fact ends that is asked once more, and no longer. */
async function expect(expected: Expectation, answer: Answer, others: readonly FakeGuest[] = []) {
  return checkExpectation({ ...expected, within: 1 }, checkedOf(createFakeGuest(answer), others));
}

const facts = suite('facts of rolls');

facts('a unit', async () => {
  const unit = { unit: 'a.service', state: 'active' } as const;
  assert.is((await expect(unit, () => 'active\n')).ok, true);
  assert.equal(
    (await expect(unit, (command) => (command.includes('is-active') ? 'failed\n' : 'why\n'))).detail,
    ['a.service is "failed"', 'Waited 1 s', 'Named by n (r/nodes/n.xml:7)', '  why'],
  );
  assert.is((await expect({ ...unit, state: 'inactive' }, () => 'failed\n')).ok, true);
});

facts('a port, from here and from elsewhere', async () => {
  const port = { port: 80, answers: 'yes' } as const;
  assert.is((await expect(port, () => 0)).ok, true);
  const fromFrontend = { ...port, from: 'frontend' };
  assert.is((await expect(fromFrontend, () => 1, [frontend()])).ok, true, 'the frontend asks');
  assert.match(
    (await expect({ ...fromFrontend, answers: 'no' }, () => 1, [frontend()])).detail[0]!,
    'Port 80 of',
  );
  assert.match((await expect(fromFrontend, () => 0)).detail[0]!, 'Not asked: there is no other host');
  assert.match((await expect({ ...port, from: 'compute' }, () => 0)).detail[0]!, 'Nobody could ask');
});

facts('a command, with what it said and the last warnings', async () => {
  const run = { run: 'x', status: 0, output: '^y' } as const;
  assert.is((await expect(run, () => 'a\nyes\n')).ok, true);
  const wrong = await expect(run, (command) => (command.startsWith('journalctl') ? 'oh\n' : 'no\n'));
  assert.equal(wrong.detail, [
    'Its output does not match /^y/:',
    '  no',
    'Waited 1 s',
    'The last warnings in its journal:',
    '  oh',
  ]);
  assert.match((await expect({ run: 'x', status: 0 }, () => 2)).detail[0]!, 'It ended with status 2, not 0:');
  assert.match(
    (await expect({ run: 'x', status: 0 }, () => 124)).detail[0]!,
    /did not end within \d+ s, not 0/,
  );
});

facts('a script is run once, by its text', async () => {
  const texts: (string | undefined)[] = [];
  const answer: Answer = (command, input) => {
    // Its standard input is its own, and no program in it reads on from there
    if (command !== 'bash -c script=$(cat) && exec bash -c "$script" </dev/null') return undefined;
    texts.push(input);
    return 4;
  };
  const verdict = await expect({ script: 'tests/a.test.sh', text: 'false' }, answer);
  assert.equal(verdict.detail, ['It ended with status 4:']);
  assert.equal(texts, ['false']);
});

facts('a file, its owner, mode and text', async () => {
  const file = { file: '/etc/x', owner: 'root:adm', mode: '0640', text: '^a$' } as const;
  const answer: Answer = (command) => (command.startsWith('stat') ? 'root:adm 640\n' : 'b\na\n');
  assert.is((await expect(file, answer)).ok, true);
  assert.is((await expect({ ...file, owner: 'root' }, answer)).ok, true);
  assert.equal(
    (await expect({ ...file, owner: 'ada', mode: '0600', text: '^c' }, answer)).detail.slice(0, 3),
    [
      '/etc/x is of root:adm, not of ada',
      '/etc/x has mode 640, not 0600',
      'The text of /etc/x does not match /^c/',
    ],
  );
  assert.is((await expect(file, () => 1)).detail[0], 'There is no /etc/x');
});

facts.run();
