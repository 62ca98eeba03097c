import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { connectDebconf, type Debconf } from '../../../builder/boot/debian-installer/debconf.ts';
import { copyMissing } from '../../../builder/boot/discs/copy-missing.ts';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import type { InstallState } from '../../../builder/boot/machine/state.ts';
import { runStep } from '../../../builder/boot/main.ts';
import type { DiscIdentity, GraphBundle } from '../../../builder/model/mod.ts';
import type { FakeMachine, FakeProgram } from '../../fakes/installer.ts';
import { bundle, debconf, MEDIUM, machine, progress } from '../../fakes/tiny-installation.ts';

const FIRST = 'a'.repeat(64);
const GROWN = 'b'.repeat(64);
const identity = (id: string): string => JSON.stringify({ ...JSON.parse(MEDIUM), id });
const disc = (more: Partial<DiscIdentity> = {}): DiscIdentity => ({
  ...{ format: 1, name: 'extra 2', id: GROWN, over: FIRST, number: 1, count: 1 },
  ...more,
});

/** What the discs make of the medium: a question more. */
const GROWN_GRAPH: GraphBundle = (() => {
  const given = bundle({ timezone: 'UTC' });
  const roll = { name: 'extra', attributes: { motto: { help: 'What to live by' } }, files: [] };
  return { ...given, rolls: [...given.rolls, roll] };
})();

interface Room {
  /** Devices with what their disc.json says. */
  readonly drives: Record<string, DiscIdentity>;
  readonly cmdline?: string;
  readonly programs?: (command: string) => FakeProgram | undefined;
}

/** A machine with further drives; a disc that is laid over the medium changes what is seen in its place. */
function withDrives({ drives, cmdline = 'quiet', programs = () => undefined }: Room): FakeMachine {
  const fake: FakeMachine = machine(bundle({ timezone: 'UTC' }), (command) => {
    if (command.includes('TYPE=iso9660')) return { lines: ['/dev/sr0', ...Object.keys(drives)] };
    const mounted = /^mount -t iso9660 -o ro (\S+) (\S+)$/.exec(command);
    if (mounted !== null && drives[mounted[1]!] !== undefined)
      fake.files.set(`${mounted[2]}/disc.json`, JSON.stringify(drives[mounted[1]!]));
    if (command.startsWith('mount -o bind ')) fake.files.set(`${PATHS.discs}/first/cairn/medium.json`, '');
    if (command.startsWith('mount -t overlay')) {
      fake.files.set(`${PATHS.source}/cairn/medium.json`, identity(GROWN));
      fake.files.set(`${PATHS.source}/cairn/graph.json`, JSON.stringify(GROWN_GRAPH));
    }
    return programs(command);
  });
  // The fake machine of other tests answers for blkid by itself
  const run: FakeMachine['run'] = (argv, options) => {
    if (!argv.join(' ').includes('TYPE=iso9660')) return fake.run(argv, options);
    for (const device of ['/dev/sr0', ...Object.keys(drives)]) options?.onLine?.(device);
    return 0;
  };
  fake.files.set('/proc/cmdline', cmdline);
  fake.files.set(PATHS.medium, identity(FIRST));
  fake.files.set(`${PATHS.source}/cairn/medium.json`, identity(FIRST));
  return { ...fake, run };
}

const stateOf = (fake: FakeMachine): InstallState => JSON.parse(fake.files.get(PATHS.state)!) as InstallState;
const overlays = (fake: FakeMachine): string[] =>
  fake.ran.filter((command) => command.startsWith('mount -t overlay'));

/** Somebody who says yes or no, in turn; what is asked is kept. */
function person(words: readonly string[]): { readonly client: Debconf; readonly asked: string[] } {
  const asked: string[] = [];
  const left = [...words];
  let last = '';
  const client = connectDebconf(
    (line) => {
      last = line;
      const title = /^SUBST cairn\/(?:boolean|string) NAME (.*)/.exec(line)?.[1];
      if (title !== undefined) asked.push(title);
      const told = /^SUBST cairn\/failed TEXT (.*)/.exec(line)?.[1];
      if (told !== undefined) asked.push(told);
    },
    () => (last.startsWith('GET ') ? `0 ${left.shift() ?? ''}` : '0'),
  );
  return { client, asked };
}

const test = suite('discs with rolls');

test('that are in the drives are taken where nobody is asked, and the installation is of what they make', () => {
  const fake = withDrives({ drives: { '/dev/sr1': disc() } });
  assert.is(runStep('hook', fake, debconf().client), 0, progress(fake));
  assert.equal(overlays(fake), [
    `mount -t overlay -o ro,lowerdir=${PATHS.discs}/sr1:${PATHS.discs}/first discs ${PATHS.source}`,
  ]);
  const { source, inUse } = stateOf(fake);
  assert.is(source.url, 'http://127.0.0.1:8081');
  assert.equal(inUse, ['/dev/sr0', '/dev/sr1']);
  assert.is(JSON.parse(fake.files.get(PATHS.medium)!).id, GROWN);
  assert.equal(JSON.parse(fake.files.get(PATHS.bundle)!), GROWN_GRAPH);
  assert.match(progress(fake), '"extra 2" on /dev/sr1 is part of it');
  // What the roll asks is asked
  assert.match(progress(fake), 'To be asked: motto');
});

test('that are for another medium are left out, with the reason', () => {
  const fake = withDrives({ drives: { '/dev/sr1': disc({ over: 'c'.repeat(64) }) } });
  assert.is(runStep('hook', fake, debconf().client), 0, progress(fake));
  assert.equal(overlays(fake), []);
  assert.ok(fake.ran.includes(`umount ${PATHS.discs}/sr1`));
  assert.match(progress(fake), '"extra 2" on /dev/sr1 is left out. It is for another medium.');
});

test('are offered by name where somebody is asked, and the next one until there is no more', () => {
  const drives: Record<string, DiscIdentity> = {};
  const fake = withDrives({ drives, cmdline: 'cairn.questions=1' });
  assert.is(runStep('hook', fake, debconf().client), 0, progress(fake));
  // Yes to another disc, which is not there; then it is, and is declined; then taken; then no more; then the answers
  const { client, asked } = person(['true', 'true', 'false', 'true', 'true', 'false', 'UTC', 'carpe diem']);
  let turns = 0;
  const watched: Debconf = {
    ask: (line) => {
      if (line.startsWith('SUBST cairn/boolean NAME Another')) turns += 1;
      if (turns === 2) drives['/dev/sr1'] = disc();
      return client.ask(line);
    },
  };
  assert.is(runStep('answers', fake, watched), 0, progress(fake));
  assert.equal(asked.slice(0, 7), [
    'Another disc or stick with rolls',
    'There is no further disc or stick.',
    'Another disc or stick with rolls',
    'Install extra 2 too',
    'Another disc or stick with rolls',
    'Install extra 2 too',
    'Another disc or stick with rolls',
  ]);
  assert.is(overlays(fake).length, 1);
  assert.equal(
    stateOf(fake).source.discs?.map(({ name }) => name),
    ['extra 2'],
  );
  assert.is(stateOf(fake).given['motto'], 'carpe diem');
});

test('are not asked for where an installation asks nothing', () => {
  const fake = withDrives({ drives: {} });
  assert.is(runStep('hook', fake, debconf().client), 0, progress(fake));
  const { client, asked } = person([]);
  assert.is(runStep('answers', fake, client), 0, progress(fake));
  assert.equal(asked, []);
});

const SUM = 'f'.repeat(64);
const missing = {
  folder: 'cairn',
  target: '/target/srv',
  sums: new Map([
    ['pool/a.deb', SUM],
    ['pool/b.deb', SUM],
  ]),
  wrong: ['pool/a.deb', 'pool/b.deb'],
};

test('of a set are asked for on the consoles, and what they hold is copied as they come', () => {
  const drives: Record<string, DiscIdentity> = {};
  const set = (number: number): DiscIdentity => ({ format: 1, name: 'set', id: FIRST, number, count: 3 });
  const fake = withDrives({
    drives,
    programs: (command) => {
      const [, from, to] = /^cp -a (\S+) (\S+)$/.exec(command) ?? [];
      if (to !== undefined) fake.files.set(to, fake.files.get(from!)!);
      return undefined;
    },
  });
  assert.is(runStep('hook', fake, debconf().client), 0);
  fake.files.set(`${PATHS.discs}/sr1/cairn/pool/b.deb`, 'b');
  fake.files.set(`${PATHS.discs}/sr2/cairn/pool/a.deb`, 'a');
  let looks = 0;
  const waiting: FakeMachine = {
    ...fake,
    sleep(milliseconds) {
      looks += 1;
      if (looks === 3) drives['/dev/sr1'] = set(2);
      if (looks === 5) drives['/dev/sr2'] = set(3);
      fake.sleep(milliseconds);
    },
  };
  copyMissing(waiting, stateOf(fake), 3, missing);
  assert.is(fake.files.get('/target/srv/pool/a.deb'), 'a');
  assert.is(fake.files.get('/target/srv/pool/b.deb'), 'b');
  const told = progress(fake)
    .split('\n')
    .filter((line) => line.includes('Insert the other discs'));
  assert.equal(
    told.map((line) => /: (\d) files/.exec(line)![1]),
    ['2', '1'],
  );
});

test('of a set that nobody inserts end the installation, which says what is missing', () => {
  const fake = withDrives({ drives: {} });
  assert.is(runStep('hook', fake, debconf().client), 0);
  assert.throws(
    () => copyMissing(fake, stateOf(fake), 2, missing),
    /Nobody has inserted the disc with pool\/a\.deb/,
  );
});

test.run();
