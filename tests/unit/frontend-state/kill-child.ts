// Run by kill.test.ts: adds hosts with two MAC addresses each, and says so, until it is killed.
import { openState } from '../../../builder/frontend/state/mod.ts';

const state = await openState(process.argv[2]!);
const first = (await state.listHosts()).length;
for (let round = first; ; round += 8) {
  const hosts = Array.from({ length: 8 }, (_, index) => {
    const hex = (round + index)
      .toString(16)
      .padStart(4, '0')
      .replace(/(..)(..)/, '$1:$2');
    return { appliance: 'compute', macs: [`52:54:00:00:${hex}`, `52:54:01:00:${hex}`] };
  });
  const added = await Promise.all(hosts.map((host) => state.addHost(host)));
  process.stdout.write(`${added.map((host) => host.name).join(' ')}\n`);
}
