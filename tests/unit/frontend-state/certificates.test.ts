import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { IssuedCertificate } from '../../../builder/frontend/state/mod.ts';
import { openTemporary, type TestState } from './open-temporary.ts';

const test = suite<{ t: TestState }>('certificates in the state');
test.before.each(async (context) => {
  context.t = await openTemporary();
});
test.after.each(({ t }) => t.end());

/** What the clock of the state says. */
const NOW = 1000;

const issued = (serial: string, more: Partial<IssuedCertificate> = {}): IssuedCertificate => ({
  serial,
  kind: 'host',
  name: 'compute-0-0',
  service: 'web',
  fromSeconds: NOW - 60,
  untilSeconds: NOW + 86_400,
  ...more,
});

async function openWith(t: TestState, ...all: readonly IssuedCertificate[]): Promise<void> {
  await t.state.addHost({ appliance: 'compute', address: '10.1.0.9', bootAction: 'os' });
  for (const one of all) await t.state.recordCertificate(one);
}

test('those that are revoked say when, and bar their host until it is to be installed', async ({ t }) => {
  await openWith(t, issued('4A'), issued('4B', { kind: 'person', name: 'anna', service: '' }));
  await t.state.revokeCertificates(['4A', '4B', '4F']);
  const [host, person] = await t.state.listCertificates();
  assert.type(host!.revokedSeconds, 'number');
  assert.is(host!.isBarred, true);
  assert.type(person!.revokedSeconds, 'number');
  assert.is(person!.isBarred, undefined);
  await t.state.recordCertificate(issued('4C', { kind: 'person', name: 'compute-0-0', service: '' }));
  const serials = async (filter: Parameters<typeof t.state.listCertificates>[0]): Promise<string[]> =>
    (await t.state.listCertificates(filter)).map(({ serial }) => serial);
  assert.equal(await serials({ revoked: true }), ['4A', '4B']);
  assert.equal(await serials({ name: 'compute-0-0' }), ['4A', '4C']);
  assert.equal(await serials({ name: 'compute-0-0', revoked: true }), ['4A']);
  await t.state.setBootAction(['compute-0-0'], 'rescue');
  assert.is((await t.state.listCertificates())[0]!.isBarred, true);
  await t.state.setBootAction(['compute-0-0'], 'install');
  const [again] = await t.state.listCertificates();
  assert.is(again!.isBarred, undefined);
  assert.is(again!.revokedSeconds, host!.revokedSeconds);
});

test('a host that is removed leaves none that is good; others stay', async ({ t }) => {
  await openWith(t, issued('4A'), issued('4B', { kind: 'person', name: 'compute-0-0', service: '' }));
  await t.state.removeHosts(['compute-0-0']);
  const [host, person] = await t.state.listCertificates();
  assert.type(host!.revokedSeconds, 'number');
  assert.equal(person, issued('4B', { kind: 'person', name: 'compute-0-0', service: '' }));
});

test('those that have ended are forgotten, unless their host is barred', async ({ t }) => {
  await openWith(t, issued('4A', { untilSeconds: 10 }));
  await t.state.recordCertificate(issued('4B', { untilSeconds: 20 }));
  await t.state.revokeCertificates(['4B']);
  await t.state.recordCertificate(issued('4C'));
  assert.equal(
    (await t.state.listCertificates()).map(({ serial }) => serial),
    ['4B', '4C'],
  );
});

test('go into an export and come back; a file without keys takes none away', async ({ t }) => {
  await openWith(t, issued('4A'), issued('4B'));
  await t.state.setNetwork({ name: 'private', network: '10.1.0.0', prefix: 16 });
  await t.state.revokeCertificates(['4B']);
  const before = await t.state.listCertificates();
  const dump = await t.state.dump();
  await t.state.removeHosts(['compute-0-0']);
  await t.state.restore(dump);
  assert.equal(await t.state.listCertificates(), before);
  const { certificates: _none, ...tables } = dump.tables;
  await t.state.restore({ ...dump, tables }, { keepKeys: true });
  assert.equal(await t.state.listCertificates(), before);
});

test('no serial number or name is more than letters and digits', async ({ t }) => {
  await openWith(t);
  const dump = await t.state.dump();
  for (const wrong of [
    { serial: '4A\tV' },
    { serial: '' },
    { name: 'a/CN=b' },
    { name: 'a\tb' },
    { kind: 'x' },
  ]) {
    const row = {
      kind: 'host',
      name: 'a',
      serial: '4A',
      service: '',
      fromSeconds: 1,
      untilSeconds: 2,
      ...wrong,
    };
    const tables = { ...dump.tables, certificates: [row] };
    const refused = await t.state.restore({ ...dump, tables }).then(
      () => 'taken',
      (error: Error) => error.message,
    );
    assert.match(refused, /row 1 of "certificates"/, JSON.stringify(wrong));
  }
});

test.run();
