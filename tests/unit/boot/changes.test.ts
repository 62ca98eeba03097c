import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CHANGE_PATHS, type ChangesFile } from '../../../builder/boot/change/changes-file.ts';
import { installChanges } from '../../../builder/boot/change/install-changes.ts';
import { runCommand } from '../../../builder/boot/main.ts';
import { keepEngine } from '../../../builder/boot/record/keep-engine.ts';
import type { HostDocument, RosterHost, Script } from '../../../builder/model/mod.ts';
import { createFakeMachine, type FakeMachine, type FakeProgram } from '../../fakes/installer.ts';
import { one, profileOf } from '../graph/ask.ts';

const test = suite('scripts that follow other hosts, on a machine');

const web = (rank: number): RosterHost => ({
  ...{ name: `web-${rank}`, address: `10.1.0.${rank + 10}`, appliance: 'web', rack: 0, rank },
});
const database = { ...web(0), name: 'db-0', appliance: 'database' };
const listOf = (...hosts: readonly RosterHost[]): string => JSON.stringify({ format: 1, hosts });

const FOLLOWS_WEB =
  '<on change="hosts" unit="proxy.service"><file name="/etc/web"><hosts appliance="web"/></file>echo changed</on>';
const FOLLOWS_ALL = '<on change="hosts" within="7" env="hosts.count">echo "$hosts_count"</on>';
const scriptsOf = (body: string): readonly Script[] => profileOf(one(body)).scripts;

interface Room {
  readonly fake: FakeMachine;
  /** Lines of the journal. */
  readonly said: string[];
  /** Programs of scripts that ran, and units that were reloaded. */
  readonly ran: () => readonly string[];
  readonly look: () => number;
}

/** An installed machine whose frontend says a list, or with undefined nothing. */
function openRoom(
  body: string,
  { list, fails }: { list: () => string | undefined; fails?: (command: string) => boolean },
  source: ChangesFile['source'] = { frontend: '10.1.1.1', path: '/hosts/of/web.json' },
): Room {
  const changes: ChangesFile = { format: 1, source, scripts: scriptsOf(body) };
  const fake: FakeMachine = createFakeMachine(
    { [CHANGE_PATHS.file]: JSON.stringify(changes) },
    (command): FakeProgram | undefined => {
      if (fails?.(command) === true) {
        fake.files.set(`${CHANGE_PATHS.log}/001-top.log`, 'first line\nlast words\n');
        return { status: 3 };
      }
      if (!command.startsWith(CHANGE_PATHS.fetch)) return undefined;
      const text = list();
      if (text === undefined) return { status: 1 };
      fake.files.set(CHANGE_PATHS.list, text);
      return undefined;
    },
  );
  const said: string[] = [];
  const look = (): number => {
    fake.ran.splice(0);
    return runCommand('follow-hosts', [], fake, (line) => said.push(line));
  };
  const ran = () =>
    fake.ran
      .filter((line) => line.startsWith('timeout '))
      .map((line) => line.replace(/^timeout --kill-after=10 /, ''));
  return { fake, said, ran, look };
}

const DONE = CHANGE_PATHS.done;

test('run the first time, and again when what they ask for has changed, each for itself', () => {
  let list = listOf(web(0));
  const room = openRoom(FOLLOWS_WEB + FOLLOWS_ALL, { list: () => list });
  assert.is(room.look(), 0);
  const reload = '300 systemctl reload-or-restart -- proxy.service';
  assert.equal(room.ran(), [`300 ${DONE}/001-top.new`, reload, `7 ${DONE}/002-top.new`]);
  assert.match(room.fake.files.get(`${DONE}/001-top`)!, /\nweb-0\n/);
  assert.match(room.fake.files.get(`${DONE}/002-top`)!, 'export hosts_count=1\n');
  assert.is(room.look(), 0);
  assert.equal(room.ran(), [], 'nothing has changed');
  list = listOf(web(0), database);
  assert.is(room.look(), 0);
  assert.equal(
    room.ran(),
    [`7 ${DONE}/002-top.new`],
    'a host of an appliance that the first does not ask for',
  );
  list = listOf(web(0), database, web(1));
  assert.is(room.look(), 0);
  assert.is(room.ran().length, 3);
  assert.match(room.fake.files.get(`${DONE}/001-top`)!, /\nweb-0 web-1\n/);
});

test('200 hosts that are added one after the other are few runs', () => {
  let count = 1;
  const all = Array.from({ length: 201 }, (_, rank) => web(rank));
  // Twenty more each time that somebody looks
  const list = (): string => {
    const text = listOf(...all.slice(0, count));
    count = Math.min(count + 20, all.length);
    return text;
  };
  const room = openRoom(FOLLOWS_WEB, { list });
  let runs = 0;
  for (let minute = 0; minute < 5; minute += 1) {
    room.look();
    runs += room.ran().filter((line) => line.includes('001-top')).length;
  }
  assert.is(runs, 1);
  assert.match(room.fake.files.get(`${DONE}/001-top`)!, 'web-200');
});

test('a list that changes all the time is waited for no longer than a minute', () => {
  let count = 0;
  const list = (): string => {
    count += 1;
    return listOf(web(count));
  };
  const room = openRoom(FOLLOWS_WEB, { list });
  let slept = 0;
  const sleep = room.fake.sleep.bind(room.fake);
  Object.assign(room.fake, {
    sleep: (ms: number) => {
      slept += ms;
      sleep(ms);
    },
  });
  assert.is(room.look(), 0);
  assert.is(slept, 60_000);
  assert.is(room.ran().filter((line) => line.includes('001-top')).length, 1);
});

test('wait while the frontend does not answer, and catch up then: also after a start', () => {
  let list: string | undefined = listOf(web(0));
  const room = openRoom(FOLLOWS_WEB, { list: () => list });
  room.look();
  list = undefined;
  assert.is(room.look(), 0);
  assert.equal(room.ran(), []);
  assert.match(room.said.at(-1)!, '10.1.1.1 does not say which hosts there are');
  list = listOf(web(0), web(5));
  room.look();
  assert.match(room.fake.files.get(`${DONE}/001-top`)!, 'web-5');
});

test('that fail are told with node, line and last words, keep no other from running, and run again', () => {
  let isBroken = true;
  const room = openRoom(FOLLOWS_WEB + FOLLOWS_ALL, {
    list: () => listOf(web(0)),
    fails: (command) => isBroken && command.includes(`${DONE}/001-top`),
  });
  assert.is(room.look(), 1);
  assert.equal(room.ran(), [`300 ${DONE}/001-top.new`, `7 ${DONE}/002-top.new`]);
  const why = 'top (r/nodes/top.xml:2): ended with status 3: last words';
  assert.ok(room.fake.ran.includes(`${CHANGE_PATHS.tell} 10.1.1.1 ${why}`), room.fake.ran.join('\n'));
  assert.ok(room.said.includes(`follow-hosts: ${why}`), room.said.join('\n'));
  assert.is(room.look(), 1);
  assert.equal(room.ran(), [`300 ${DONE}/001-top.new`]);
  assert.not.ok(
    room.fake.ran.some((line) => line.startsWith(CHANGE_PATHS.tell)),
    'told once',
  );
  isBroken = false;
  assert.is(room.look(), 0);
  assert.ok(room.fake.ran.includes('systemctl --no-block restart cairn-start-word.service'));
  room.look();
  assert.not.ok(
    room.fake.ran.some((line) => line.includes('cairn-start-word')),
    'over once',
  );
});

test('whose unit fails have not ended well', () => {
  let isBroken = true;
  const room = openRoom(FOLLOWS_WEB, {
    list: () => listOf(web(0)),
    fails: (command) => isBroken && command.includes('proxy.service'),
  });
  assert.is(room.look(), 1);
  assert.match(room.said.at(-1)!, 'top (r/nodes/top.xml:2): proxy.service: ended with status 3');
  isBroken = false;
  assert.is(room.look(), 0);
  assert.is(room.ran().length, 2);
});

test('on a frontend read the list that its service writes, and tell nobody', () => {
  const source = { file: CHANGE_PATHS.published };
  const room = openRoom(
    FOLLOWS_WEB,
    { list: () => undefined, fails: (line) => line.includes('001-top') },
    source,
  );
  assert.is(room.look(), 0);
  room.fake.files.set(CHANGE_PATHS.published, listOf(web(3)));
  assert.is(room.look(), 1);
  assert.not.ok(room.fake.ran.some((line) => line.startsWith(CHANGE_PATHS.tell)));
});

test('a list of another form is refused', () => {
  const room = openRoom(FOLLOWS_WEB, { list: () => '{"format":2}' });
  assert.is(room.look(), 1);
  assert.equal(room.ran(), []);
});

test('come to a machine with what runs them; without any, nothing does', () => {
  const fake = createFakeMachine({ '/usr/lib/cairn/borrowed/qjs': '' });
  const host = {
    appliance: 'compute',
    frontend: { hostname: 'fe', address: '10.1.1.1', service: '' },
  } as HostDocument;
  installChanges(fake, { host }, []);
  assert.is(fake.ran.length, 0);
  installChanges(fake, { host }, scriptsOf(FOLLOWS_WEB));
  const file = JSON.parse(fake.files.get(`/target${CHANGE_PATHS.file}`)!) as ChangesFile;
  assert.equal(file.source, { frontend: '10.1.1.1', path: '/hosts/of/compute.json' });
  assert.is(file.scripts.length, 1);
  assert.is(fake.modes.get(`/target${CHANGE_PATHS.file}`), 0o600);
  keepEngine(fake);
  assert.ok(fake.ran.includes('cp /usr/bin/qjs /target/usr/local/lib/cairn/qjs'));
  assert.ok(fake.ran.includes('cp /usr/lib/cairn/boot.js /target/usr/local/lib/cairn/boot.js'));
  assert.ok(fake.ran.some((line) => line.startsWith('cp -a /usr/lib/cairn/borrowed/. ')));
  assert.ok(fake.files.has('/target/etc/systemd/system/cairn-changes.timer'));
  assert.not.ok(fake.files.has('/target/etc/systemd/system/cairn-changes.path'));
});

test('on a frontend start at once when its service writes another list', () => {
  const fake = createFakeMachine({});
  installChanges(fake, {}, scriptsOf(FOLLOWS_WEB));
  const file = JSON.parse(fake.files.get(`/target${CHANGE_PATHS.file}`)!) as ChangesFile;
  assert.equal(file.source, { file: CHANGE_PATHS.published });
  const service = fake.files.get('/target/etc/systemd/system/cairn-changes.service')!;
  assert.match(service, 'StateDirectory=cairn-changes');
  assert.match(
    fake.files.get('/target/etc/systemd/system/cairn-changes.path')!,
    'PathChanged=/run/cairn/hosts/of/frontend.json',
  );
});

test.run();
