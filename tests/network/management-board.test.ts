import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { restartHost } from '../../builder/cli/host/restart.ts';
import type { Board } from '../../builder/frontend/boards/board.ts';
import { openBoard } from '../../builder/frontend/boards/open-board.ts';
import { ensureCertificate } from '../../builder/frontend/service/keys/certificate.ts';
import { type Run, run } from '../../builder/io/mod.ts';
import { CONFIG } from '../fakes/frontend-service.ts';
import { type FakeBoard, startFakeBoard } from '../fakes/redfish-board.ts';
import { until } from './until.ts';

const PASSWORD = 'pa"ss\\word';
const IPMI_PORT = 9623;
const folder = mkdtempSync(join(tmpdir(), 'cairn-bmc-'));
const host = { address: '10.1.0.2' };
const pin = { known: undefined, keep: async () => {} };
const test = suite('management boards, with the programs that a frontend uses');

/** The simulator does not say which ciphers it has; ipmitool asks ten seconds long, each time, unless it is told. */
const runIpmi: Run = (argv, options) => run(argv.toSpliced(1, 0, '-C', '3'), options);

let simulator: ChildProcess;
let board: FakeBoard;
const redfish = (password: string): Board => openBoard(board.url, password, { pin, run });

/** A sensor with its record (type 1), whose numbers are what it measures; without a reading it is switched off. */
function describeSensor(
  number: number,
  name: string,
  { type, unit, reading }: { readonly type: number; readonly unit: number; readonly reading?: number },
): readonly string[] {
  const none = (count: number): number[] => Array<number>(count).fill(0);
  const about = [
    0x20,
    0,
    number,
    3,
    1,
    0x67,
    0x68,
    type,
    1,
    ...none(7),
    unit,
    ...none(2),
    1,
    ...none(9),
    0xff,
  ];
  const body = [...about, ...none(12), 0xc0 | name.length, ...Buffer.from(name)];
  const record = [0, 0, 0x51, 1, body.length, ...body].map((byte) => `0x${byte.toString(16)}`);
  const off = '0'.repeat(15);
  return [
    `sensor_add 0x20 0 ${number} ${type} 1`,
    ...(reading === undefined
      ? []
      : [
          `sensor_set_event_support 0x20 0 ${number} enable scanning per-state ${off} ${off} ${off} ${off}`,
          `sensor_set_value 0x20 0 ${number} ${reading} 0`,
        ]),
    `main_sdr_add 0x20 ${record.join(' ')}`,
  ];
}

/** OpenIPMI's simulator; what it is told to do to the machine goes to `chassis.log`, what the power is lies in `power`. */
function startSimulator(): ChildProcess {
  const chassis = join(folder, 'chassis');
  const power = join(folder, 'power');
  writeFileSync(
    chassis,
    `#!/bin/sh
echo "$*" >> '${chassis}.log'
case "$1 $2" in
'get power') echo "power:$(cat '${power}')" ;;
'get boot') echo boot:none ;;
'set power') echo "$3" > '${power}' ;;
esac
`,
  );
  chmodSync(chassis, 0o755);
  const lan = join(folder, 'lan.conf');
  const methods = ['callback', 'user', 'operator', 'admin'].map(
    (level) => `allowed_auths_${level} none md2 md5 straight`,
  );
  writeFileSync(
    lan,
    [
      'name "board"',
      'set_working_mc 0x20',
      'startlan 1',
      `addr 127.0.0.1 ${IPMI_PORT}`,
      'priv_limit admin',
      ...methods,
      'guid a123456789abcdefa123456789abcdef',
      'endlan',
      `chassis_control "${chassis}"`,
      'user 2 true "root" "secret" admin 10 none md2 md5 straight',
      '',
    ].join('\n'),
  );
  const setup = join(folder, 'setup');
  const sensors = [
    ...describeSensor(1, 'CPU Temp', { type: 1, unit: 1, reading: 40 }),
    ...describeSensor(2, 'Fan, front', { type: 4, unit: 18, reading: 120 }),
    ...describeSensor(3, 'Gone', { type: 1, unit: 1 }),
  ];
  const board = ['mc_setbmc 0x20', 'mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02'];
  writeFileSync(setup, [...board, ...sensors, 'mc_enable 0x20', ''].join('\n'));
  mkdirSync(join(folder, 'state'));
  return spawn('ipmi_sim', ['-c', lan, '-f', setup, '-s', join(folder, 'state'), '-n'], { stdio: 'ignore' });
}

test.before(async () => {
  simulator = startSimulator();
  board = await startFakeBoard(await ensureCertificate(folder, CONFIG), PASSWORD);
});
test.after(() => {
  simulator.kill();
  board.close();
  rmSync(folder, { recursive: true });
});
test.before.each(() => rmSync(join(folder, 'chassis.log'), { force: true }));

const ipmi = (password: string): Board =>
  openBoard(`ipmi://root@127.0.0.1:${IPMI_PORT}`, password, { pin, run: runIpmi });
const told = (): string[] => {
  const path = join(folder, 'chassis.log');
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('set '));
};

for (const { power, title, expected } of [
  {
    power: '0',
    title: 'is off: the network first, then power on',
    expected: ['set boot pxe', 'set power 1'],
  },
  {
    power: '1',
    title: 'is on: the network first, then power off and on',
    expected: ['set boot pxe', 'set power 0', 'set power 1'],
  },
])
  test(`IPMI, the machine ${title}`, async () => {
    writeFileSync(join(folder, 'power'), power);
    assert.is(await restartHost(host, ipmi('secret'), run), 'IPMI');
    await until('the machine was told', () => told().length >= expected.length);
    assert.equal(told(), expected);
  });

test('IPMI, what the board measures', async () => {
  assert.equal(await ipmi('secret').readSensors(), [
    { name: 'CPU Temp', reading: '40', unit: 'C', status: 'ok' },
    { name: 'Fan, front', reading: '120', unit: 'RPM', status: 'ok' },
    { name: 'Gone', reading: '', unit: '', status: 'no reading' },
  ]);
});

test('IPMI, power: what is so already is not asked for again', async () => {
  writeFileSync(join(folder, 'power'), '1');
  assert.is(await ipmi('secret').readPower(), 'on');
  await ipmi('secret').setPower('on');
  assert.equal(told(), []);
  await ipmi('secret').setPower('off');
  await until('the machine was told', () => told().length > 0);
  assert.equal(told(), ['set power 0']);
});

test('IPMI, a wrong password: nothing happens, and the message does not hold it', async () => {
  try {
    await restartHost(host, ipmi('wrong-one'), run);
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), /ipmitool.*COMMAND_FAILED/s);
    assert.not.match(String(error), 'wrong-one');
  }
  assert.equal(told(), []);
});

test('Redfish: the network first, once, then a restart', async () => {
  assert.is(await restartHost(host, redfish(PASSWORD), run), 'Redfish');
  assert.equal(board.asked, [
    'GET /redfish/v1/Systems',
    'GET /redfish/v1/Systems/1',
    'PATCH /redfish/v1/Systems/1 {"Boot":{"BootSourceOverrideEnabled":"Once","BootSourceOverrideTarget":"Pxe"}}',
    'GET /redfish/v1/Systems',
    'GET /redfish/v1/Systems/1',
    'POST /redfish/v1/Systems/1/Actions/ComputerSystem.Reset {"ResetType":"ForceRestart"}',
  ]);
});

test('Redfish, a wrong password: the error says 401, and does not hold it', async () => {
  try {
    await restartHost(host, redfish('wrong-one'), run);
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), /401/);
    assert.not.match(String(error), 'wrong-one');
  }
});

test.run();
