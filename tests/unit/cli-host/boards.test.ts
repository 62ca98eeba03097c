import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureCertificate } from '../../../builder/frontend/service/keys/certificate.ts';
import { openState } from '../../../builder/frontend/state/mod.ts';
import { type Ran, runCairn, writeProgram } from '../../fakes/cairn.ts';
import { CONFIG } from '../../fakes/frontend-service.ts';
import { startFakeBoard } from '../../fakes/redfish-board.ts';
import { PRIVATE } from '../frontend-state/open-temporary.ts';

const PASSWORD = 'pa"ss\\word';
const folder = mkdtempSync(join(tmpdir(), 'cairn-boards-'));
const board = await startFakeBoard(await ensureCertificate(folder, CONFIG), PASSWORD);
const calls = join(folder, 'calls');
/** An ipmitool that has the password in its environment, and writes down what it was asked. */
const path = await writeProgram(
  join(folder, 'bin'),
  'ipmitool',
  `echo "$* $IPMI_PASSWORD" >> '${calls}'; [ "$IPMI_PASSWORD" = secret ] || { echo no such user >&2; exit 1; }; case "$*" in *sol*) exit 7;; *status*) echo Chassis Power is off;; esac`,
);
const env = {
  CAIRN_STATE: join(folder, 'state.db'),
  CAIRN_GRAPH: join(folder, 'graph.json'),
  CAIRN_SOCKET: join(folder, 'cairnd.sock'),
  PATH: path,
};
const cairn = (...words: readonly string[]): Promise<Ran> => runCairn(words, { env });

const test = suite('management boards of many hosts');
test.before(async () => {
  const state = await openState(env.CAIRN_STATE);
  await state.setNetwork(PRIVATE);
  await state.close();
  writeFileSync(join(folder, 'right'), `${PASSWORD}\n`);
  writeFileSync(join(folder, 'secret'), 'secret\n');
  writeFileSync(
    join(folder, 'hosts.csv'),
    `name,bmc,bmc_password_file
compute-0-0,${board.url},right
compute-0-1,ipmi://root@10.9.0.1,secret
compute-0-2,ipmi://root@10.9.0.2,
compute-0-3,,
`,
  );
});
test.after(() => {
  board.close();
  rmSync(folder, { recursive: true });
});

test('get their passwords from files that a list of hosts names, beside it', async () => {
  assert.is((await cairn('host', 'import', join(folder, 'hosts.csv'))).stdout, '4 hosts imported\n');
  assert.not.match((await cairn('host', 'export')).stdout, /password|secret/);
});
test('say which machines are on: those that answer, and why the others do not', async () => {
  const { stdout, stderr, exitCode } = await cairn('host', 'power', '@compute', 'status');
  assert.is(exitCode, 3);
  assert.match(
    stdout,
    /^NAME +POWER +BOARD\ncompute-0-0 +on +Redfish\ncompute-0-1 +off +IPMI\ncompute-0-2 +not known +-\ncompute-0-3 +not known +-\n$/,
  );
  assert.match(stderr, /^compute-0-2: error: .*ipmitool.*\n +no such user/m);
  assert.match(stderr, /^compute-0-3: error: Host "compute-0-3" has no management board/m);
  assert.not.match(stdout + stderr, /secret|pa"ss/);
});
test('switch machines, and do it as JSON', async () => {
  const ran = await cairn('host', 'power', 'compute-0-[0-1]', 'cycle', '--format', 'json', '--at-once', '1');
  assert.is(ran.exitCode, 0, ran.stderr);
  assert.equal(JSON.parse(ran.stdout), [
    { host: 'compute-0-0', board: 'Redfish', power: 'cycled' },
    { host: 'compute-0-1', board: 'IPMI', power: 'cycled' },
  ]);
  assert.match(board.asked.at(-1)!, /"ForceRestart"/);
  assert.is((await cairn('host', 'power', 'compute-0-0', 'explode')).exitCode, 2);
});
test('show what they measure', async () => {
  const { stdout } = await cairn('host', 'sensors', 'compute-0-0');
  assert.match(stdout, /^NAME +SENSOR +READING +UNIT +STATUS\ncompute-0-0 +Inlet +23\.5 +C +ok\n/);
  assert.match(stdout, /compute-0-0 +CPU 2 +- +C +absent\n/);
});
test('say in JSON what they measure, and which of them could not be asked', async () => {
  const ran = await cairn('host', 'sensors', 'compute-0-[0,3]', '--format', 'json');
  assert.is(ran.exitCode, 3, ran.stderr);
  const [known, missing] = JSON.parse(ran.stdout) as { sensors: object[] | null; error?: string }[];
  assert.equal(
    { ...known, sensors: known!.sensors!.slice(0, 1) },
    {
      ...{ host: 'compute-0-0', board: 'Redfish' },
      sensors: [{ name: 'Inlet', reading: '23.5', unit: 'C', status: 'ok' }],
    },
  );
  assert.equal({ ...missing, error: '' }, { host: 'compute-0-3', sensors: null, error: '' });
  assert.match(missing!.error!, /compute-0-3/);
});
test('open a console: the program gets the terminal, the exit code is its own', async () => {
  const { exitCode, stderr } = await cairn('host', 'console', 'compute-0-1');
  assert.is(exitCode, 7);
  assert.match(stderr, /The serial console of compute-0-1; to leave it: /);
  assert.is((await cairn('host', 'console', 'nobody')).exitCode, 1);
  assert.is((await cairn('host', 'console', 'compute-0-3')).exitCode, 3);
});
test.run();
