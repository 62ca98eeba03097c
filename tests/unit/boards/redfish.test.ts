import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { boardOfHost } from '../../../builder/frontend/boards/board-keys.ts';
import { openBoard } from '../../../builder/frontend/boards/open-board.ts';
import { ensureCertificate } from '../../../builder/frontend/service/keys/certificate.ts';
import type { StoredKey } from '../../../builder/frontend/state/mod.ts';
import { BMC_PASSWORD } from '../../../builder/hosts/mod.ts';
import { run } from '../../../builder/io/mod.ts';
import { CONFIG } from '../../fakes/frontend-service.ts';
import { type FakeBoard, startFakeBoard } from '../../fakes/redfish-board.ts';

const PASSWORD = 'pa"ss\\word';
const RESET = 'POST /redfish/v1/Systems/1/Actions/ComputerSystem.Reset';
const folders = ['one', 'other'].map((name) => mkdtempSync(join(tmpdir(), `cairn-board-${name}-`)));
const tls = await Promise.all(folders.map((folder) => ensureCertificate(folder, CONFIG)));
let board: FakeBoard;
const pin = { known: undefined, keep: async () => {} };
const open = (password = PASSWORD) => openBoard(board.url, password, { pin, run });
const system = (): object => board.resources.get('/redfish/v1/Systems/1')!;
const told = (): string[] => board.asked.filter((line) => !line.startsWith('GET'));
const failureOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => assert.unreachable(),
    (error: Error) => error.message,
  ) as Promise<string>;

const test = suite('a board that speaks Redfish');
test.before.each(async () => {
  board = await startFakeBoard(tls[0]!, PASSWORD);
});
test.after.each(() => board.close());
test.after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

test('says whether the machine is on, and makes it what is wished, once', async () => {
  assert.is(await open().readPower(), 'on');
  await open().setPower('on');
  assert.equal(told(), []);
  await open().setPower('off');
  assert.is(await open().readPower(), 'off');
  await open().setPower('off');
  await open().setPower('cycle');
  assert.is(await open().readPower(), 'on');
  await open().setPower('cycle');
  assert.equal(
    told(),
    ['ForceOff', 'On', 'ForceRestart'].map((kind) => `${RESET} {"ResetType":"${kind}"}`),
  );
});
test('is told by a kind of reset that it has', async () => {
  const allowed = { 'ResetType@Redfish.AllowableValues': ['GracefulRestart', 'PowerCycle'] };
  board.resources.set('/redfish/v1/Systems/1', {
    ...system(),
    Actions: { '#ComputerSystem.Reset': allowed },
  });
  await open().setPower('cycle');
  assert.equal(told(), [`${RESET} {"ResetType":"PowerCycle"}`]);
});
test('shows what its chassis measure', async () => {
  assert.equal(await open().readSensors(), [
    { name: 'Inlet', reading: '23.5', unit: 'C', status: 'ok' },
    { name: 'CPU 2', reading: '', unit: 'C', status: 'absent' },
    { name: 'Fan 1', reading: '5400', unit: 'RPM', status: 'warning' },
    { name: 'System', reading: '318', unit: 'W', status: 'ok' },
    { name: 'P12V', reading: '12.1', unit: 'V', status: 'ok' },
  ]);
});
test('shows what newer ones call sensors', async () => {
  const sensors = '/redfish/v1/Chassis/1/Sensors';
  board.resources.set('/redfish/v1/Chassis/1', { Sensors: { '@odata.id': sensors } });
  board.resources.set(sensors, { Members: [{ '@odata.id': `${sensors}/a` }] });
  board.resources.set(`${sensors}/a`, {
    Name: 'Ambient',
    Reading: 21,
    ReadingUnits: 'Cel',
    Status: { Health: 'OK' },
  });
  assert.equal(await open().readSensors(), [{ name: 'Ambient', reading: '21', unit: 'C', status: 'ok' }]);
});
test('names the way to the serial line; no password is in it', async () => {
  const { argv, env } = await open().findConsole();
  assert.equal(argv, ['ssh', '-t', '-p', '2200', 'root@127.0.0.1', 'host-console']);
  assert.equal(env, {});
  board.resources.set('/redfish/v1/Systems/1', {
    ...system(),
    SerialConsole: { IPMI: { ServiceEnabled: true } },
  });
  const ipmi = await open().findConsole();
  assert.is(ipmi.argv.join(' '), 'ipmitool -I lanplus -H 127.0.0.1 -U root -E sol activate');
  assert.equal(ipmi.env, { IPMI_PASSWORD: PASSWORD });
  board.resources.set('/redfish/v1/Systems/1', { ...system(), SerialConsole: {} });
  assert.match(await failureOf(open().findConsole()), /offers no serial console by SSH or IPMI/);
});
test('refuses a wrong password: the error says so, does not hold it, and commands no terminal', async () => {
  const message = await failureOf(open('wrong-one').readPower());
  assert.match(message, /does not take this user and password: status 401, No such user .*BMC_FAILED/);
  assert.not.match(message, /wrong-one|\u001b/);
});
test('is one that says what the standard says', async () => {
  board.resources.set('/redfish/v1/Systems', { Members: [] });
  assert.match(await failureOf(open().readPower()), /names no system/);
  for (const path of ['https://elsewhere/redfish/v1/Systems/1', '//elsewhere/1']) {
    board.resources.set('/redfish/v1/Systems', { Members: [{ '@odata.id': path }] });
    assert.match(await failureOf(open().readPower()), /which is no place of it/);
  }
  board.resources.delete('/redfish/v1/Systems');
  assert.match(await failureOf(open().readPower()), /refuses GET \/redfish\/v1\/Systems: status 404/);
  board.close();
  assert.match(await failureOf(open().readPower()), /does not answer: .*ECONNREFUSED/);
});

test('is trusted by the certificate that it showed first: another one gets no password', async () => {
  const keys: StoredKey[] = [{ host: 'compute-0-0', name: BMC_PASSWORD, value: PASSWORD }];
  const state = {
    listKeys: async () => keys,
    putKeys: async (more: readonly StoredKey[]) => {
      for (const key of more) {
        const at = keys.findIndex(({ name }) => name === key.name);
        keys.splice(at < 0 ? keys.length : at, 1, key);
      }
    },
  };
  const host = { name: 'compute-0-0', bmc: board.url };
  const read = async (newCertificate = false): Promise<string> =>
    (await boardOfHost(state, host, { run, newCertificate }))!.readPower();
  assert.is(await read(), 'on');
  assert.match(keys[1]!.value, /^127\.0\.0\.1:\d+ [0-9a-f]{64}$/);
  assert.is(await read(), 'on');

  const port = new URL(board.url).port;
  board.close();
  const other = await startFakeBoard(tls[1]!, PASSWORD, Number(port));
  try {
    const message = await failureOf(read());
    assert.match(message, /shows another certificate than before \(SHA-256 [0-9a-f]{64}\)/);
    assert.match(message, /--new-certificate/);
    assert.is(other.logins(), 0);
    assert.is(await read(true), 'on');
    assert.is(await read(), 'on');
  } finally {
    other.close();
  }
});
test.run();
