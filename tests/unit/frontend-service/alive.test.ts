import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keepWords, readKeptWords } from '../../../builder/frontend/service/alive/alive-file.ts';
import { parseAliveWord } from '../../../builder/frontend/service/alive/parse-word.ts';
import { createAliveBook } from '../../../builder/frontend/service/shared/alive-book.ts';
import type { Host, HostLife } from '../../../builder/hosts/mod.ts';
import { LOCAL, MAC, type TestService, withService } from '../../fakes/frontend-service.ts';

const NAME = 'compute-0-0';
const QUESTION =
  'release=abc123&booted=1700000000&load=0.42&disks=/:1000:400,/state:5000:10&failed=2&units=a.service,b.service';
const WORD = {
  release: 'abc123',
  bootedSeconds: 1_700_000_000,
  load: 0.42,
  disks: [
    { mount: '/', sizeBytes: 1_024_000, freeBytes: 409_600 },
    { mount: '/state', sizeBytes: 5_120_000, freeBytes: 10_240 },
  ],
  failedCount: 2,
  failedUnits: ['a.service', 'b.service'],
};

const words = suite('words of hosts about themselves');
words('are read', () => {
  const query = Object.fromEntries(new URLSearchParams(QUESTION));
  assert.equal(parseAliveWord(query), WORD);
  assert.equal(parseAliveWord({ ...query, disks: '', units: '', failed: '0', release: '' }), {
    ...WORD,
    ...{ release: '', disks: [], failedCount: 0, failedUnits: [] },
  });
});
words('are as long as they may be, and command no terminal', () => {
  const query = Object.fromEntries(new URLSearchParams(QUESTION));
  const many = Array.from({ length: 100 }, (_, at) => `u${at}\u001b[2J${'x'.repeat(300)}.service`).join(',');
  const kept = parseAliveWord({ ...query, units: many, failed: '100' })!;
  assert.is(kept.failedCount, 100);
  assert.is(kept.failedUnits.length, 8);
  assert.ok(kept.failedUnits.every((name) => name.length <= 120 && !name.includes('\u001b')));
});
for (const [key, value] of [
  ['release', 'x y'],
  ['release', 'x'.repeat(65)],
  ['booted', ''],
  ['load', '-1'],
  ['load', 'NaN'],
  ['failed', 'none'],
  ['disks', 'state:1:2'],
  ['disks', '/:1'],
  ['load', ['1', '2']],
] as const)
  words(`are none where ${key} is ${JSON.stringify(value).slice(0, 20)}`, () => {
    const query = Object.fromEntries(new URLSearchParams(QUESTION));
    assert.is(parseAliveWord({ ...query, [key]: value }), undefined);
  });
words.run();

const say = async (it: TestService, ask = {}): Promise<number> =>
  (await it.ask(`/boot/alive/${NAME}/now?${QUESTION}`, { port: 700, ...ask })).status;
const ask = async (it: TestService): Promise<Record<string, HostLife>> =>
  JSON.parse((await it.control('/v1/alive')).text) as Record<string, HostLife>;
const become = (it: TestService, change: Partial<Host>): void => {
  it.state.hosts.set(NAME, { ...it.state.hosts.get(NAME)!, ...change });
  it.context.alive.learn([it.state.hosts.get(NAME)!]);
};

const service = suite('the service hears who is alive');
service('from root of an installed host alone; nothing of it is written', () =>
  withService(async (it) => {
    it.state.add({ name: NAME, appliance: 'compute', macs: [MAC], address: LOCAL });
    assert.is(await say(it), 403, 'it was never installed');
    become(it, { state: 'installing', bootAction: 'os' });
    assert.is(await say(it), 403, 'it is being installed');
    become(it, { state: 'ready' });
    assert.is(await say(it, { port: 40_000 }), 403, 'a port of everybody');
    assert.is(await say(it, { from: '10.1.9.9' }), 403, 'another address');
    it.neighbours.set(LOCAL, '52:54:00:00:00:99');
    assert.is(await say(it), 403, 'another card');
    it.neighbours.set(LOCAL, MAC);
    assert.is((await it.ask(`/boot/alive/${NAME}/now?load=1`, { port: 700 })).status, 400);
    assert.is((await it.ask(`/boot/alive/nobody/now?${QUESTION}`, { port: 700 })).status, 403);
    const before = it.state.hosts.get(NAME);
    assert.is(await say(it), 204);
    assert.equal(await ask(it), {
      [NAME]: { isSilent: false, heardSeconds: it.clock.now, word: WORD },
    });
    assert.equal(JSON.parse((await it.ask('/cairn/alive')).text), {
      [NAME]: { isSilent: false, heardSeconds: it.clock.now, load: 0.42, failedCount: 2 },
    });
    const { life } = JSON.parse((await it.ask(`/cairn/hosts/${NAME}`)).text) as { life: HostLife };
    assert.equal(life, { isSilent: false, heardSeconds: it.clock.now, word: WORD });
    become(it, { bootAction: 'install' });
    assert.is(await say(it), 204, 'it goes on running until somebody restarts it');
    assert.equal({ ...it.state.hosts.get(NAME), bootAction: 'os' }, before);
    assert.equal(it.state.audit, []);
  }),
);
service('and says who is silent: two minutes after the last that a host said', () =>
  withService(async (it) => {
    it.state.add({ name: NAME, appliance: 'compute', macs: [MAC], address: LOCAL });
    become(it, { state: 'ready', bootAction: 'os', sinceSeconds: it.clock.now - 9999 });
    const isSilent = async (): Promise<boolean> => (await ask(it))[NAME]!.isSilent;
    assert.is(await isSilent(), false, 'nobody has listened for two minutes yet');
    it.clock.now += 121;
    assert.equal(await ask(it), { [NAME]: { isSilent: true } }, 'it never said anything');
    await say(it);
    assert.is(await isSilent(), false);
    it.clock.now += 120;
    assert.is(await isSilent(), false);
    it.clock.now += 1;
    assert.is(await isSilent(), true);
    become(it, { sinceSeconds: it.clock.now });
    assert.is(await isSilent(), false, 'it said that it starts');
    become(it, { state: 'installing' });
    assert.equal(await ask(it), {}, 'it is neither');
    become(it, { state: 'installed', sinceSeconds: it.clock.now });
    assert.equal(await ask(it), { [NAME]: { isSilent: false } }, 'what the system before said is over');
  }),
);
service.run();

const HOST = { name: NAME, state: 'ready', phase: '', sinceSeconds: 0 } as Host;
const other = { ...HOST, name: 'compute-0-1' };

const moment = suite('a host that was installed a moment ago');
moment(
  'is alive by its first word, whether the service was told of its installation before or after it',
  () => {
    const installing = { ...HOST, state: 'installing', revision: 7 } as Host;
    const installed = { ...HOST, revision: 8 };
    const book = createAliveBook(() => 1000);
    book.learn([installing]);
    book.hear(installed, WORD);
    const life = { isSilent: false, heardSeconds: 1000, word: WORD };
    assert.equal([...book.listLives()], [[NAME, life]]);
    book.learn([installing]);
    assert.equal([...book.listLives()], [[NAME, life]], 'what is older changes nothing');
    book.learn([installed]);
    assert.equal([...book.listLives()], [[NAME, life]]);
    book.learn([{ ...installing, revision: 9 }]);
    assert.equal([...book.listLives()], [], 'it is installed anew');
  },
);
moment.run();

const restart = suite('a restart of the service');
restart('forgets nobody who was alive, and the time when nobody listened is no silence', () => {
  let now = 1000;
  const first = createAliveBook(() => now);
  first.learn([HOST, other]);
  first.hear(other, WORD);
  now += 500;
  first.hear(HOST, WORD);
  const kept = first.keep();
  now += 3600;
  const second = createAliveBook(() => now, kept);
  assert.equal(second.keep(), { ...kept, savedSeconds: now }, 'nobody has told which hosts there are');
  second.learn([HOST, other]);
  assert.equal(second.lifeOf(HOST), { isSilent: false, heardSeconds: 1500, word: WORD });
  assert.equal(second.lifeOf(other), { isSilent: true, heardSeconds: 1000, word: WORD });
  now += 121;
  assert.is(second.lifeOf(HOST)!.isSilent, true);
  second.forget(NAME);
  assert.equal(Object.keys(second.keep().words), ['compute-0-1']);
});
restart('keeps as many words as there are hosts', () => {
  const book = createAliveBook(() => 1000);
  book.learn([HOST]);
  for (let round = 0; round < 100; round += 1) book.hear(HOST, { ...WORD, load: round });
  for (let at = 0; at < 100; at += 1) book.hear({ ...HOST, name: `gone-0-${at}` }, WORD);
  assert.equal(Object.keys(book.keep().words), [NAME]);
});
restart('reads what was written, and nothing from a file that is no such one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-alive-'));
  const file = join(folder, 'alive.json');
  try {
    assert.is(await readKeptWords(file), undefined);
    const book = createAliveBook(() => 1000);
    book.learn([HOST]);
    book.hear(HOST, WORD);
    await keepWords(book, file, (line) => assert.unreachable(line))();
    const read = await readKeptWords(file);
    assert.equal([read!.savedSeconds, read!.words], [1000, book.keep().words]);
    for (const text of ['', '{"format":1,"savedSeconds":1,"words":{"a":{}}}', '{"format":2}']) {
      writeFileSync(file, text);
      assert.is(await readKeptWords(file), undefined, text);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
restart.run();
