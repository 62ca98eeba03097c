import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compile, renderCompiled } from '../../../builder/boot/answers/compile.ts';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import { readState } from '../../../builder/boot/machine/state.ts';
import { runCommand, runStep } from '../../../builder/boot/main.ts';
import { inContainer } from '../../../builder/boot/trial/container-effects.ts';
import { readLaid } from '../../../builder/boot/trial/machine-folders.ts';
import { type GraphBundle, nameRelease, TRIAL_PATHS, type TrialResult } from '../../../builder/model/mod.ts';
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

test('packages are installed under a name that all machines share, and each gets its own', () => {
  const named = `${PATHS.target}/.cairn-named`;
  const fake = container(bundle({ timezone: 'UTC' }), 'cairn.appliance=frontend cairn.hostname=head');
  const names: string[] = [];
  const run = fake.run.bind(fake);
  fake.run = (argv, options) => {
    if (argv[0] === 'hostname') names.push(argv[1]!);
    const status = run(argv, options);
    if (argv.includes('grep')) fake.files.set(named, '/etc/mailname\0/var/x\0');
    return status;
  };
  assert.is(runStep('trial', fake, debconf().client), 0, progress(fake));
  const { hostname } = resultOf(fake);
  assert.equal(names, ['cairn-any-host', hostname]);
  assert.ok(fake.ran.includes(`chroot /target sed -i s/cairn-any-host/${hostname}/g /etc/mailname /var/x`));
  assert.is(fake.files.has(named), false);
});

test('a partition that is kept is a folder of the machine, and what lies in it says who the machine is', () => {
  const given = bundle({ timezone: 'UTC' });
  const text = JSON.stringify(given).replace(
    '<timezone>',
    '<part>/state --label=state-data --size=1GiB</part><timezone>',
  );
  const fake = container(JSON.parse(text));
  assert.is(runStep('trial', fake, debconf().client), 0, progress(fake));
  assert.equal(resultOf(fake).folders, [{ at: '/state', kind: 'kept', name: 'kept/state-data' }]);
  const bind = `mount -o bind ${TRIAL_PATHS.machine}/kept/state-data /target/state`;
  const at = fake.ran.flatMap((command, index) => (command === bind ? [index] : []));
  assert.is(at.length, 2, 'once to read what is kept, once for the machine');
  assert.is(fake.ran[at[0]! + 1], 'umount /target/state');
});

test('the release is laid in its place, and not copied', () => {
  const fake = container(bundle({ timezone: 'UTC' }));
  runStep('trial', fake, debconf().client);
  const words = ['/target/srv/cairn/'];
  const copy = () => runCommand('copy-release', words, fake, () => {});
  assert.is(copy(), 0);
  const { id } = JSON.parse(fake.files.get(PATHS.medium)!) as { id: string };
  const place = `/srv/cairn/releases/${nameRelease(id)}`;
  const mounts = fake.ran.filter(
    (command) => command.startsWith('mount -t overlay') && command.includes('/laid/'),
  );
  for (const [index, [folder, at]] of [
    ['cairn', place],
    ['install', `${place}/install`],
  ].entries()) {
    const lower = `lowerdir=${PATHS.source}/${folder},upperdir=${TRIAL_PATHS.machine}/laid/${folder}/upper`;
    assert.match(mounts[index]!, lower);
    assert.ok(mounts[index]!.endsWith(` /target${at}`));
  }
  assert.is(fake.ran.at(-1), `ln -sfn ${nameRelease(id)} /target/srv/cairn/releases/current`);
  assert.equal(readLaid(fake), [
    { at: place, kind: 'laid', name: 'laid/cairn', folder: 'cairn' },
    { at: `${place}/install`, kind: 'laid', name: 'laid/install', folder: 'install' },
  ]);
  // Where something lies already, it is copied over it
  fake.files.set(`/target${place}/x`, '');
  copy();
  assert.ok(fake.ran.some((command) => command.startsWith('cp -a /run/cairn/source/cairn/.')));
});

test('texts are rendered once for each plan, however many stages ask', () => {
  const fake = container(bundle({ timezone: 'UTC', post: 'echo hello' }));
  runStep('trial', fake, debconf().client);
  const first = compile(fake, readState(fake));
  assert.is(renderCompiled({ ...first }), renderCompiled(first));
  fake.files.delete(PATHS.compiled);
  const second = compile(fake, readState(fake));
  assert.is.not(renderCompiled(second), renderCompiled(first));
  assert.equal(renderCompiled(second), renderCompiled(first));
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
