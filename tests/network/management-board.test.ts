import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { restartHost } from '../../builder/cli/host/restart.ts';
import { ensureCertificate } from '../../builder/frontend/service/keys/certificate.ts';
import type { Host } from '../../builder/hosts/mod.ts';
import { type Run, run } from '../../builder/io/mod.ts';
import { CONFIG } from '../fakes/frontend-service.ts';
import { until } from './until.ts';

const PASSWORD = 'pa"ss\\word';
const IPMI_PORT = 9623;
const folder = mkdtempSync(join(tmpdir(), 'cairn-bmc-'));
const host = (bmc: string): Host => ({ name: 'compute-0-0', address: '10.1.0.2', bmc }) as Host;
const test = suite('management boards, with the programs that a frontend uses');

/** The simulator does not say which ciphers it has; ipmitool asks ten seconds long, each time, unless it is told. */
const runIpmi: Run = (argv, options) => run(argv.toSpliced(1, 0, '-C', '3'), options);

let simulator: ChildProcess;
let board: Server;
/** What was asked of the Redfish board, as "METHOD path body". */
const asked: string[] = [];

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
  writeFileSync(
    setup,
    'mc_setbmc 0x20\nmc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02\nmc_enable 0x20\n',
  );
  mkdirSync(join(folder, 'state'));
  return spawn('ipmi_sim', ['-c', lan, '-f', setup, '-s', join(folder, 'state'), '-n'], { stdio: 'ignore' });
}

/** A Redfish service as the standard describes it: basic authentication, one system, changes only with its etag. */
async function startBoard(): Promise<Server> {
  const tls = await ensureCertificate(folder, CONFIG);
  const server = createServer(tls, async (request, response) => {
    const body = (await request.toArray()).join('');
    const end = (status: number, answer?: unknown): void =>
      void response.writeHead(status).end(answer === undefined ? '' : JSON.stringify(answer));
    const expected = Buffer.from(`root:${PASSWORD}`).toString('base64');
    if (request.headers.authorization !== `Basic ${expected}`) return end(401);
    asked.push(`${request.method} ${request.url} ${body}`.trim());
    if (request.method === 'PATCH') return end(request.headers['if-match'] === 'W/"7"' ? 204 : 412);
    if (request.method === 'POST') return end(204);
    if (request.url === '/redfish/v1/Systems')
      return end(200, { Members: [{ '@odata.id': '/redfish/v1/Systems/1' }] });
    return end(200, { PowerState: 'On', '@odata.etag': 'W/"7"' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

test.before(async () => {
  simulator = startSimulator();
  board = await startBoard();
});
test.after(() => {
  simulator.kill();
  board.close();
  board.closeAllConnections();
  rmSync(folder, { recursive: true });
});
test.before.each(() => rmSync(join(folder, 'chassis.log'), { force: true }));

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
    const bmc = `ipmi://root@127.0.0.1:${IPMI_PORT}`;
    assert.is(await restartHost(host(bmc), 'secret', runIpmi), 'IPMI');
    await until('the machine was told', () => told().length >= expected.length);
    assert.equal(told(), expected);
  });

test('IPMI, a wrong password: nothing happens, and the message does not hold it', async () => {
  try {
    await restartHost(host(`ipmi://root@127.0.0.1:${IPMI_PORT}`), 'wrong-one', runIpmi);
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), /ipmitool.*COMMAND_FAILED/s);
    assert.not.match(String(error), 'wrong-one');
  }
  assert.equal(told(), []);
});

const address = (): string => `redfish://root@127.0.0.1:${(board.address() as AddressInfo).port}`;

test('Redfish: the network first, once, then a restart', async () => {
  assert.is(await restartHost(host(address()), PASSWORD, run), 'Redfish');
  assert.equal(asked, [
    'GET /redfish/v1/Systems',
    'GET /redfish/v1/Systems/1',
    'PATCH /redfish/v1/Systems/1 {"Boot":{"BootSourceOverrideEnabled":"Once","BootSourceOverrideTarget":"Pxe"}}',
    'POST /redfish/v1/Systems/1/Actions/ComputerSystem.Reset {"ResetType":"ForceRestart"}',
  ]);
});

test('Redfish, a wrong password: the error says 401, and does not hold it', async () => {
  try {
    await restartHost(host(address()), 'wrong-one', run);
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), /curl.*401/s);
    assert.not.match(String(error), 'wrong-one');
  }
});

test.run();
