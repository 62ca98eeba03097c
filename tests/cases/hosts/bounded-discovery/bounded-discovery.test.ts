import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createApprover } from '../../../../builder/cli/host/approve.ts';
import type { DiscoverLine } from '../../../../builder/frontend/discover/client.ts';
import { MAC, withService } from '../../../fakes/frontend-service.ts';
import { openTemporary } from '../../../unit/frontend-state/open-temporary.ts';

const test = suite('case: one machine cannot become a whole room');
const as = { appliance: 'compute', rack: 0, lifetimeSeconds: 600 } as const;
const macOf = (at: number): string => `52:54:00:00:00:${at.toString(16).padStart(2, '0')}`;

test('it is over when so many machines are named', async () => {
  const { state, end } = await openTemporary();
  await state.openDiscovery({ ...as, count: 2 });
  const kinds: string[] = [];
  for (const at of [1, 1, 2, 3]) kinds.push((await state.nameStranger(macOf(at))).kind);
  assert.equal(kinds, ['named', 'named', 'named', 'nobody']);
  assert.is((await state.listHosts()).length, 2);
  assert.is(await state.currentDiscovery(), undefined);
  assert.equal(
    await state.nameStranger(macOf(1)).then(({ kind }) => kind),
    'named',
    'who has a name keeps it',
  );
  await end();
});

test('no more than so many a minute are named; others wait and ask again', async () => {
  const t = await openTemporary();
  await t.state.openDiscovery({ ...as, perMinute: 3 });
  const name = async (at: number): Promise<string> => {
    const naming = await t.state.nameStranger(macOf(at));
    return naming.kind === 'waits' ? naming.why : naming.kind;
  };
  assert.equal(
    [await name(1), await name(2), await name(3), await name(4)],
    ['named', 'named', 'named', 'rate'],
  );
  t.nowSeconds += 19;
  assert.is(await name(4), 'rate');
  t.nowSeconds += 1;
  assert.equal([await name(4), await name(5)], ['named', 'rate']);
  t.nowSeconds += 400;
  assert.equal(
    [await name(5), await name(6), await name(7), await name(8)],
    ['named', 'named', 'named', 'rate'],
  );
  await t.end();
});

test('with approval nobody is named who was not approved', async () => {
  const { state, end } = await openTemporary();
  await state.openDiscovery({ ...as, approval: 'ask' });
  assert.equal(await state.nameStranger(MAC), { kind: 'waits', why: 'approval' });
  assert.equal(
    (await state.listStrangers()).map(({ mac, detail }) => [mac, detail]),
    [[MAC, 'waits to be approved']],
  );
  assert.equal(await state.listHosts(), []);
  const { name } = await state.approveStranger(MAC);
  const naming = await state.nameStranger(MAC);
  assert.is(naming.kind === 'named' && naming.host.name, name);
  assert.equal(await state.listStrangers(), []);
  await end();
});

test('a machine that waits is told so, and is started once it is approved', () =>
  withService(async (it) => {
    const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
    await it.state.openDiscovery({ ...as, approval: 'ask' });
    const first = await it.ask(`/boot/ipxe?mac=${MAC}`);
    assert.match(first.text, /waits to be approved\nsleep 10\nchain --replace/);
    assert.is(it.state.hosts.size, 0);
    const wrong = await it.control('/v1/discover/name', { ...json, body: '{"mac":"01:00:5e:00:00:01"}' });
    assert.is(wrong.status, 400);
    const named = await it.control('/v1/discover/name', { ...json, body: JSON.stringify({ mac: MAC }) });
    assert.equal([named.status, (JSON.parse(named.text) as { name: string }).name], [200, 'compute-0-0']);
    assert.match((await it.ask(`/boot/ipxe?mac=${MAC}`)).text, 'cairn.host=compute-0-0');
  }));

test('whoever discovers is asked for each machine that came since, once', async () => {
  const said: string[] = [];
  const answers = ['y', 'n', undefined];
  const tell = createApprover({
    ask: async (question) => {
      said.push(question);
      return answers.shift();
    },
    approve: async (mac) => `name of ${mac}`,
    print: (line) => void said.push(line),
  });
  const stranger = (at: number, lastSeconds = 10) => ({
    mac: macOf(at),
    detail: at === 1 ? 'UEFI' : '',
    lastSeconds,
  });
  tell({ kind: 'discovery', data: { startedSeconds: 5 } } as DiscoverLine);
  for (const data of [
    [stranger(9, 4), stranger(1)],
    [stranger(1), stranger(2), stranger(3)],
  ])
    tell({ kind: 'strangers', data } as unknown as DiscoverLine);
  for (let turns = 0; turns < 20; turns += 1) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(said, [
    `Name ${macOf(1)} (UEFI)? [y/n] `,
    `${macOf(1)} is name of ${macOf(1)}`,
    `Name ${macOf(2)}? [y/n] `,
    `${macOf(2)} gets no name`,
    `Name ${macOf(3)}? [y/n] `,
    `${macOf(3)} gets no name`,
  ]);
});

test.run();
