import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCairn } from '../fakes/cairn.ts';
import { describeHost, withLocalFrontend } from './local-frontend.ts';

const OPTIONS = 'console=ttyS1,115200n8 pci=nomsi';

const test = suite('boot scripts, by the bundled service behind nginx');
test('kernel arguments and serial console of a rack, in the language of each boot loader', () =>
  withLocalFrontend(async ({ env, url, state }) => {
    const set = ['attribute', 'set', 'install_options', OPTIONS, '--rack', '0'];
    const ran = await runCairn(set, { env: env as Readonly<Record<string, string>> });
    assert.is(ran.exitCode, 0, ran.stderr);
    await state.addHost({ appliance: 'compute', rack: 1, rank: 0, macs: ['52:54:00:0c:ff:ff'] });
    await state.setBootAction(['compute-0-1'], 'rescue');
    const scriptsOf = (mac: string): Promise<string[]> =>
      Promise.all(
        ['ipxe', 'grub', 'pxelinux'].map(async (loader) =>
          (await fetch(`${url}/boot/${loader}?mac=${mac}`)).text(),
        ),
      );
    for (const [at, action] of ['install', 'rescue'].entries())
      for (const script of await scriptsOf(describeHost(at).macs[0]!)) {
        const line =
          script
            .replaceAll("'", '')
            .split('\n')
            .find((one) => one.includes(`cairn.host=compute-0-${at}`)) ?? '';
        assert.match(line, ` ${OPTIONS}`, script);
        assert.not.match(line, 'console=tty0', script);
        assert.is(line.includes('cairn.action=rescue'), action === 'rescue', script);
      }
    for (const script of await scriptsOf('52:54:00:0c:ff:ff')) {
      assert.match(script, 'console=tty0');
      assert.not.match(script, 'ttyS1,115200n8 pci=nomsi');
    }
  }));

test.run();
