import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { restartHost } from '../../../builder/cli/host/restart.ts';
import { openBoard } from '../../../builder/frontend/boards/open-board.ts';
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

const host = { address: '10.1.0.2' };
const pin = { known: undefined, keep: async () => {} };
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
    assert.is(
      await restartHost(host, openBoard(`ipmi://root@10.9.0.1${query}`, PASSWORD, { pin, run }), run),
      'IPMI',
    );
    assert.equal(
      calls.map(({ argv }) => argv.slice(argv.indexOf('chassis') + 1).join(' ')),
      [`bootdev pxe${words}`, 'power status', `power ${step}`],
    );
    assert.ok(calls.every(({ argv }) => !argv.join(' ').includes(PASSWORD)));
    assert.is(calls[0]!.options.env?.['IPMI_PASSWORD'], PASSWORD);
  });
}

test.run();
