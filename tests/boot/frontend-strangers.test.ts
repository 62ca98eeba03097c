import * as assert from 'uvu/assert';
import { LOCAL_DISK_MARKER } from '../vm/local-disk.ts';
import {
  BOOT_WAYS,
  LIMITS,
  markLogs,
  nextMac,
  readHandedOut,
  startFromNetwork,
  suiteWithFrontend,
  tell,
} from './from-frontend.ts';

const test = suiteWithFrontend('a machine that its frontend does not know');

for (const way of BOOT_WAYS.filter(
  ({ program, firmware }) => program === 'pxe' && firmware !== 'uefi-secure',
))
  test(`${way.title}: a stranger while discovery is off gets no answer to DHCP`, async ({ frontend }) => {
    const mac = nextMac();
    const since = markLogs(frontend);
    await startFromNetwork(frontend, way, { mac, disk: 'BOOT' }, async (machine) => {
      tell(way, 'stranger', [['disk', await machine.waitFor(LOCAL_DISK_MARKER, LIMITS)]]);
    });
    const said = frontend.logOf('dnsmasq').slice(since.dnsmasq);
    assert.match(said, new RegExp(`DHCPDISCOVER\\(\\S+\\) ${mac} ignored`), 'it asked');
    assert.not.match(said, /DHCPOFFER|DHCPACK|tftp\S+ sent/);
    assert.equal([...readHandedOut(frontend, since).http], []);
    assert.is(await frontend.state.findHostByMac(mac), undefined);
  });

// One for each loader that asks the frontend.
for (const way of BOOT_WAYS.filter(({ title }) => /^BIOS|Boot, HTTP/.test(title)))
  test(`${way.title}: a stranger while discovery is on is named and installs`, async ({ frontend }) => {
    const mac = nextMac();
    const close = await frontend.discover('compute');
    try {
      await startFromNetwork(frontend, way, { mac }, async (machine) => {
        const kernel = await machine.waitFor(/Kernel command line: .* cairn\.host=(\S+)/, LIMITS);
        const host = await frontend.state.findHostByMac(mac);
        assert.ok(host, 'the stranger has a name');
        assert.match(kernel.text, new RegExp(` cairn\\.action=install .* cairn\\.host=${host.name}$`));
        const graph = await machine.waitFor(/Cairn: (?:The graph is compiled|FAILED)/, LIMITS);
        assert.match(graph.text, /compiled/);
        tell(way, `stranger named ${host.name}`, [
          ['kernel', kernel],
          ['graph', graph],
        ]);
        // Named by its boot loader with the address of a stranger, it asked again with its own.
        assert.match(
          frontend.logOf('dnsmasq'),
          new RegExp(`DHCPACK\\(\\S+\\) ${host.address} ${mac} ${host.name}`),
        );
      });
    } finally {
      await close();
    }
  });
test.run();
