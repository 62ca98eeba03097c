import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { createDisk } from '../../builder/try/qemu/qemu.ts';
import { pause } from '../install/session.ts';
import type { Frontend } from '../network/frontend.ts';
import { until } from '../network/until.ts';
import { withMachineFolder } from '../vm/images.ts';
import { BOOT_WAYS, LIMITS, nextMac, suiteWithFrontend, withNetworkMachine } from './from-frontend.ts';

/** Whatever is fetched is asked for again for a minute at least. */
const SHUT_MS = 65_000;
const SHUT =
  'add table inet shut; add chain inet shut in { type filter hook input priority 0; }; ' +
  'add rule inet shut in tcp dport 80 reject with tcp reset';

const test = suiteWithFrontend('a frontend whose web server restarts while a machine installs');

/** Waits until the machine has fetched a package, from now on. */
function untilPackage(frontend: Frontend): Promise<void> {
  const since = frontend.logOf('access').length;
  return until('a package is fetched', () => /\.deb/.test(frontend.logOf('access').slice(since)), 120_000);
}

test('base and packages are asked for again', async ({ frontend }) => {
  const mac = nextMac();
  const { name } = await frontend.state.addHost({ appliance: 'compute', macs: [mac] });
  await withMachineFolder(async (workDir) => {
    const disks = [{ path: createDisk(join(workDir, 'disk.img'), 8 * 2 ** 30) }];
    await withNetworkMachine(
      frontend,
      BOOT_WAYS[0]!,
      { workDir, mac, disks },
      async ({ waitFor, console }) => {
        await waitFor('Cairn: Unpacking the base system', LIMITS);
        await pause(3000);
        await frontend.restart('nginx', 'SIGTERM');
        await waitFor(/Cairn: (?:Installing packages|FAILED)/, LIMITS);
        frontend.run(['nft', SHUT]);
        await pause(SHUT_MS);
        frontend.run(['nft', 'delete table inet shut']);
        await untilPackage(frontend);
        await frontend.restart('nginx', 'SIGTERM');
        // Beyond what fetching counts for: packages are being unpacked
        const isUnpacking = async (): Promise<boolean> => {
          const host = await frontend.state.findHost(name);
          assert.is(host?.failureReason, '');
          return (host?.percent ?? 0) > 30;
        };
        await until('packages are unpacked', isUnpacking, 300_000);
        assert.not.match(console.text, /FAILED/);
      },
    );
  });
  const host = await frontend.state.findHost(name);
  assert.is(host?.state, 'installing');
  assert.is(host?.failures, 0);
  assert.ok((host?.percent ?? 0) > 30, `${host?.phase} ${host?.percent} %`);
});
test.run();
