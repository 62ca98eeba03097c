import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { restartHost } from '../../../builder/cli/host/restart.ts';
import type { Host } from '../../../builder/hosts/mod.ts';
import type { Run, RunOptions } from '../../../builder/io/mod.ts';

interface Call {
  readonly argv: readonly string[];
  readonly options: RunOptions;
}

/** Answers with these texts in turn, and remembers what was asked. */
function fakeRun(answers: readonly string[]): { readonly run: Run; readonly calls: Call[] } {
  const calls: Call[] = [];
  const run: Run = async (argv, options = {}) => {
    calls.push({ argv, options });
    const stdout = answers[calls.length - 1] ?? '';
    return { exitCode: 0, stdout, stderr: '', stdoutBytes: new Uint8Array() };
  };
  return { run, calls };
}

const host = { name: 'compute-0-0', address: '10.1.0.2' } as Host;
const PASSWORD = 'pa"ss\\word';

const test = suite('restartHost()');

test('over SSH, with nobody to ask', async () => {
  const { run, calls } = fakeRun([]);
  assert.is(await restartHost(host, undefined, run), 'SSH');
  const line = calls[0]!.argv.join(' ');
  assert.match(line, /^ssh -o BatchMode=yes .*root@10\.1\.0\.2 systemctl --no-block reboot$/);
});

for (const [power, step, query, words] of [
  ['Chassis Power is off', 'on', '', ' options=efiboot'],
  ['Chassis Power is on', 'cycle', '?firmware=uefi', ' options=efiboot'],
  ['Chassis Power is on', 'cycle', '?firmware=bios', ''],
] as const) {
  test(`over IPMI${query}: ${power}, so power ${step}; the password is in no argument`, async () => {
    const { run, calls } = fakeRun(['', power]);
    assert.is(await restartHost({ ...host, bmc: `ipmi://root@10.9.0.1${query}` }, PASSWORD, run), 'IPMI');
    assert.equal(
      calls.map(({ argv }) => argv.slice(argv.indexOf('chassis') + 1).join(' ')),
      [`bootdev pxe${words}`, 'power status', `power ${step}`],
    );
    assert.ok(calls.every(({ argv }) => !argv.join(' ').includes(PASSWORD)));
    assert.is(calls[0]!.options.env?.['IPMI_PASSWORD'], PASSWORD);
  });
}

test('over Redfish: once from the network, then a restart; the password is in no argument', async () => {
  const { run, calls } = fakeRun([
    '{"Members":[{"@odata.id":"/redfish/v1/Systems/1"}]}',
    '{"PowerState":"On"}',
  ]);
  assert.is(await restartHost({ ...host, bmc: 'redfish://root@bmc-7:8443' }, PASSWORD, run), 'Redfish');
  const inputs = calls.map(({ options }) => String(options.input));
  assert.ok(calls.every(({ argv }) => !argv.join(' ').includes(PASSWORD)));
  assert.match(inputs[0]!, 'user = "root:pa\\"ss\\\\word"\nurl = "https://bmc-7:8443/redfish/v1/Systems"');
  assert.match(inputs[2]!, 'request = PATCH');
  assert.match(inputs[2]!, '\\"BootSourceOverrideTarget\\":\\"Pxe\\"');
  assert.match(inputs[3]!, '/redfish/v1/Systems/1/Actions/ComputerSystem.Reset');
  assert.match(inputs[3]!, '\\"ResetType\\":\\"ForceRestart\\"');
});

test('a board that talks nonsense is named', async () => {
  const { run } = fakeRun(['<html>']);
  try {
    await restartHost({ ...host, bmc: 'redfish://bmc-7' }, PASSWORD, run);
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), 'Management board "bmc-7" does not speak JSON [BMC_FAILED]');
  }
});

test.run();
