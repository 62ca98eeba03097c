import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import { runStep } from '../../../builder/boot/main.ts';
import { inContainer } from '../../../builder/boot/trial/container-effects.ts';
import { type GraphBundle, TRIAL_PATHS, type TrialResult } from '../../../builder/model/mod.ts';
import { createFakeMachine, type FakeMachine } from '../../fakes/installer.ts';
import { bundle, debconf, machine, progress } from '../../fakes/tiny-installation.ts';

/** A container with its medium, just before its installation. */
function container(given: GraphBundle, words = 'cairn.appliance=frontend'): FakeMachine {
  const fake = machine(given, (command) =>
    command.startsWith('wget ') && command.endsWith('/medium.json')
      ? { lines: [fake.files.get(PATHS.medium)!] }
      : undefined,
  );
  fake.files.set(TRIAL_PATHS.commandLine, words);
  return fake;
}

const resultOf = (fake: FakeMachine): TrialResult => JSON.parse(fake.files.get(TRIAL_PATHS.result) ?? 'null');
const test = suite('the installation of a container');

test('the same stages as on a disk, but for disk, boot loader and initial RAM disk', () => {
  const fake = container(bundle({ timezone: 'UTC', post: 'echo hello' }));
  assert.is(runStep('trial', fake, debconf().client), 0, progress(fake));
  const result = resultOf(fake);
  assert.equal(
    result.stages.map(({ title, cached }) => [title, cached]),
    [
      ['Unpacking the base system', undefined],
      ['Installing packages', undefined],
      ['Configuring', undefined],
    ],
  );
  assert.is(result.hostname, 'frontend');
  assert.equal(
    result.layers.map((name) => name.replace(/-.*/, '')),
    ['packages', 'base'],
  );
  const ran = fake.ran.join('\n');
  assert.match(ran, /chroot \/target apt-get install/);
  assert.match(ran, /chroot \/target bash \/run\/cairn-scripts\//);
  assert.not.match(ran, /sfdisk|mke2fs|grub-install|update-initramfs|blkid -p|reboot|date -u -s/);
});

test('nothing is forced to the disk', () => {
  const fake = container(bundle({ timezone: 'UTC' }));
  runStep('trial', fake, debconf().client);
  assert.equal(
    fake.ran.filter((command) => /(?:^| )sync$/.test(command)),
    [],
  );
  assert.ok(fake.ran.some((command) => /^mount -t overlay -o \S+,volatile overlay \/target$/.test(command)));
});

test('a layer that is there is used, and not made again', () => {
  const first = container(bundle({ timezone: 'UTC' }));
  runStep('trial', first, debconf().client);
  const { layers } = resultOf(first);
  const second = container(bundle({ timezone: 'UTC' }));
  for (const name of layers) second.files.set(`${TRIAL_PATHS.layers}/${name}/etc/debian_version`, '13');
  assert.is(runStep('trial', second, debconf().client), 0, progress(second));
  const again = resultOf(second);
  assert.equal(again.layers, layers);
  assert.equal(
    again.stages.map(({ cached }) => cached),
    [true, true, undefined],
  );
  assert.not.match(second.ran.join('\n'), /apt-get install|zstd -dcq/);
});

test('an answer that nobody gave ends it with the way to give it', () => {
  const fake = container(bundle());
  assert.is(runStep('trial', fake, debconf().client), 1);
  assert.match(
    fake.files.get(PATHS.failure) ?? '',
    /Nobody gave a value for timezone\nGive it in a site file/,
  );
  assert.is(fake.files.has(TRIAL_PATHS.result), false);
});

test('the host that runs the containers is not to be seen', () => {
  const fake = createFakeMachine({
    '/proc/cmdline': 'of the host',
    [TRIAL_PATHS.commandLine]: 'of the container',
    '/sys/firmware/efi/efivars/x': '',
    '/etc/x': '',
  });
  const effects = inContainer(fake);
  assert.is(effects.read('/proc/cmdline'), 'of the container');
  assert.is(effects.exists('/sys/firmware/efi/efivars'), false);
  assert.is(effects.exists('/sys/class/net/eth0/device'), true);
  assert.is(effects.exists('/etc/x'), true);
});

test.run();
