import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { requirePlatform } from '../../../builder/model/mod.ts';
import {
  BOOT_LOADERS,
  planBootStep,
  renderBootScript,
  renderDhcpHosts,
  renderDnsHosts,
  renderDnsmasqConfig,
  renderGrubAsk,
  renderIpxeAsk,
} from '../../../builder/render/boot-scripts/mod.ts';

const address = '10.1.1.1';
const host = { name: 'compute-0-0', appliance: 'compute', mac: '52:54:00:12:34:56' } as const;
const frontend = {
  source: `http://${address}`,
  release: 'a1b2c3d4e5f6',
  kernelArguments: ['console=ttyS0,115200n8', 'console=tty0'],
  memtest: true,
};
const platform = requirePlatform('amd64');
const arm64 = requirePlatform('arm64');
const network = {
  hostname: 'frontend',
  domain: 'cluster',
  address,
  netmask: '255.255.0.0',
  firstStranger: '10.1.192.0',
  lastStranger: '10.1.255.254',
  leaseSeconds: 3600,
  dhcpHostsFile: '/var/lib/cairn/dnsmasq/dhcp-hosts',
  dhcpOptionsFile: '/var/lib/cairn/dnsmasq/dhcp-options',
  hostsFile: '/var/lib/cairn/dnsmasq/hosts',
  leaseFile: '/run/cairn/leases',
  pidFile: '/var/lib/cairn/dnsmasq/pid',
  resolvFile: '/run/systemd/resolve/resolv.conf',
  tftpRoot: '/srv/cairn/netboot',
};
const cases: Record<string, string> = {
  'ask.ipxe': renderIpxeAsk(address),
  'ask.grub': renderGrubAsk(address),
  'dnsmasq.conf': renderDnsmasqConfig({ ...network, platform }),
  'dnsmasq-arm64.conf': renderDnsmasqConfig({ ...network, platform: arm64 }),
  'dhcp-hosts': renderDhcpHosts([{ ...host, macs: [host.mac], address: '10.1.1.2' }], false),
  'dhcp-hosts-discovery': renderDhcpHosts([{ ...host, macs: [host.mac], address: '10.1.1.2' }], true),
  hosts: renderDnsHosts([
    { name: 'frontend', macs: [], address },
    { ...host, macs: [], address: '10.1.1.2' },
  ]),
};
for (const loader of BOOT_LOADERS)
  for (const bootAction of ['install', 'os', 'rescue', 'memtest'] as const)
    cases[`${bootAction}.${loader}`] = renderBootScript(loader, {
      title: `${host.name}: ${bootAction}`,
      address,
      platform,
      step: planBootStep({ ...host, bootAction, token: 'TOKEN' }, frontend),
    });
for (const loader of BOOT_LOADERS)
  cases[`wait.${loader}`] = renderBootScript(loader, {
    title: 'Cairn: this machine waits to be approved',
    address,
    platform,
    step: { kind: 'wait', mac: host.mac, seconds: 10 },
  });
cases['os-arm64.grub'] = renderBootScript('grub', {
  title: `${host.name}: os`,
  address,
  platform: arm64,
  step: { kind: 'disk' },
});

const test = suite('boot scripts');
for (const [name, text] of Object.entries(cases)) {
  test(name, () => {
    const file = join(import.meta.dirname, 'expected', name);
    const { UPDATE_GOLDEN } = process.env;
    if (UPDATE_GOLDEN === '1') writeFileSync(file, text);
    assert.is(text, readFileSync(file, 'utf8'));
  });
}
test('kernel options with blanks and escapes come through every loader as one word', () => {
  const kernelArguments = ['dyndbg=file hub.c +p', 'systemd.unit=a\\x2db.service'];
  const step = planBootStep({ ...host, bootAction: 'install' }, { ...frontend, kernelArguments });
  const lineOf = (loader: (typeof BOOT_LOADERS)[number]): string =>
    renderBootScript(loader, { title: 't', address, platform, step })
      .split('\n')
      .find((line) => line.includes('dyndbg'))!;
  for (const loader of ['ipxe', 'pxelinux'] as const)
    assert.match(lineOf(loader), ' "dyndbg=file hub.c +p" systemd.unit=a\\x2db.service');
  assert.match(lineOf('grub'), " 'dyndbg=file hub.c +p' 'systemd.unit=a\\x2db.service'");
});
test('a kernel option that a loader would read as its own is refused', () => {
  for (const word of ['a"b', "a'b", '${net0/mac}', '||', '#', 'a\\b', 'a\nb', 'a`b', '']) {
    const step = planBootStep({ ...host, bootAction: 'install' }, { ...frontend, kernelArguments: [word] });
    for (const loader of BOOT_LOADERS)
      assert.throws(() => renderBootScript(loader, { title: 't', address, platform, step }), /BOOT_MENU/, word);
  }
});
test('a token is in the script of an installation only', () => {
  for (const [name, text] of Object.entries(cases))
    assert.is(text.includes('TOKEN'), name.startsWith('install.'), name);
});
test.run();
