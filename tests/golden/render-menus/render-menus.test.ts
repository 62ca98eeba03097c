import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { requirePlatform } from '../../../builder/model/mod.ts';
import {
  planInstallMenu,
  planUnifiedEntries,
  renderGrubMenu,
  renderGrubStub,
  renderIpxeMenu,
  renderIsolinuxMenu,
  renderLoaderSettings,
  renderPxelinuxMenu,
} from '../../../builder/render/menus/mod.ts';

const input = {
  title: 'Cairn minimal 1.0',
  timeoutSeconds: 5,
  kernel: '/install/vmlinuz',
  initrds: ['/install/initrd.gz', '/install/cairn.img'],
  kernelArguments: ['console=ttyS0,115200n8', 'console=tty0'],
};
const menu = planInstallMenu(input);
const onMedium = planInstallMenu({ ...input, isOnMedium: true });
const cases: Readonly<Record<string, string>> = {
  'isolinux.cfg': renderIsolinuxMenu(onMedium, '/isolinux/nextdisk.bin'),
  'pxelinux.cfg': renderPxelinuxMenu(menu),
  'grub-medium.cfg': renderGrubMenu(onMedium, 'medium', requirePlatform('amd64')),
  'grub-network.cfg': renderGrubMenu(menu, 'network', requirePlatform('amd64')),
  'grub-network-arm64.cfg': renderGrubMenu(menu, 'network', requirePlatform('arm64')),
  'grub-stub.cfg': renderGrubStub('CAIRN_MINIMAL'),
  'cairn.ipxe': renderIpxeMenu(menu),
  'unified.json': `${JSON.stringify(planUnifiedEntries(onMedium), undefined, 2)}\n`,
  'loader.conf': renderLoaderSettings(onMedium),
};

const test = suite('boot menus');
for (const [name, text] of Object.entries(cases)) {
  test(name, () => {
    const file = join(import.meta.dirname, 'expected', name);
    const { UPDATE_GOLDEN } = process.env;
    if (UPDATE_GOLDEN === '1') writeFileSync(file, text);
    assert.is(text, readFileSync(file, 'utf8'));
  });
}
test.run();
