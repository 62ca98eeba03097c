import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { installBootLoader, renderGrubDefaults } from '../../../builder/boot/install/boot-loader.ts';
import { requirePlatform, type StoragePlan } from '../../../builder/model/mod.ts';
import { createFakeMachine } from '../../fakes/installer.ts';

const amd64 = requirePlatform('amd64');
const arm64 = requirePlatform('arm64');

/** As far as the boot loader looks at it. */
const plan = {
  disk: { path: '/dev/vda' },
  partitions: ['biosboot', 'vfat', 'ext4'].map((fsType) => ({ scheme: { fsType } })),
  others: [],
} as unknown as StoragePlan;

function commandsOn(platform: typeof amd64): string[] {
  const fake = createFakeMachine({}, () => undefined);
  installBootLoader(fake, plan, { platform, kernelOptions: '', timeoutSeconds: 2 });
  return fake.ran
    .filter((command) => command.includes('grub-install'))
    .map((command) => command.replace(/^.*grub-install/, 'grub-install'));
}

const test = suite('the boot loader of the installed system');

test('has the targets of its platform', () => {
  const efi =
    '--efi-directory=/boot/efi --bootloader-id=debian --uefi-secure-boot --force-extra-removable --no-nvram';
  assert.equal(commandsOn(amd64), [
    'grub-install --target=i386-pc /dev/vda',
    `grub-install --target=x86_64-efi ${efi}`,
  ]);
  assert.equal(commandsOn(arm64), [`grub-install --target=arm64-efi ${efi}`]);
});

test('speaks on the consoles of its platform, unless it is told other options', () => {
  const of = (platform: typeof amd64, kernelOptions: string) =>
    renderGrubDefaults({ platform, kernelOptions, timeoutSeconds: 2 }).split('\n');
  assert.ok(of(amd64, '').includes('GRUB_CMDLINE_LINUX="console=ttyS0,115200n8 console=tty0"'));
  assert.ok(of(amd64, '').includes('GRUB_SERIAL_COMMAND="serial --unit=0 --speed=115200"'));
  assert.ok(of(arm64, '').includes('GRUB_CMDLINE_LINUX="console=ttyAMA0,115200n8 console=tty0"'));
  // Its GRUB has no driver of that line; the firmware's console is there too
  assert.ok(of(arm64, '').includes('GRUB_TERMINAL="console"'));
  assert.not.match(of(arm64, '').join('\n'), /GRUB_SERIAL/);
  assert.ok(of(arm64, 'quiet').includes('GRUB_CMDLINE_LINUX="quiet"'));
  // The file is a shell's; the words in it are for grub.cfg, which takes a backslash away
  const options = String.raw`a dyndbg="file hub.c +p" x=\x2d`;
  const expected = String.raw`GRUB_CMDLINE_LINUX="a \"dyndbg=file hub.c +p\" x=\\\\x2d"`;
  assert.ok(of(amd64, options).includes(expected));
});

test.run();
