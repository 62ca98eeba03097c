import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import { runStep } from '../../../builder/boot/main.ts';
import type { GraphBundle } from '../../../builder/model/mod.ts';
import type { FakeMachine } from '../../fakes/installer.ts';
import { bundle, debconf, disk, machine, progress } from '../../fakes/tiny-installation.ts';

/** A machine after the step `system`, whose top node is as given; the environments of what ran are kept. */
function install(node: string): {
  fake: FakeMachine;
  environments: Map<string, Readonly<Record<string, string>>>;
} {
  const given: GraphBundle = bundle({ timezone: 'UTC' });
  const [roll] = given.rolls;
  const files = roll!.files.map((file) =>
    file.path === 'nodes/frontend.xml' ? { ...file, text: `<kickstart>${node}</kickstart>` } : file,
  );
  const fake = machine({ ...given, rolls: [{ ...roll!, files }] }, (command) =>
    command.startsWith('blkid -p -o export /dev/sda1') ? { lines: ['UUID=1-2'] } : undefined,
  );
  for (const [path, text] of Object.entries(disk)) fake.files.set(path, text);
  const environments = new Map<string, Readonly<Record<string, string>>>();
  const watched: FakeMachine = {
    ...fake,
    run: (argv, options) => {
      environments.set(argv.join(' '), options?.env ?? {});
      return fake.run(argv, options);
    },
  };
  for (const step of ['hook', 'disks', 'system'])
    assert.is(runStep(step, watched, debconf().client), 0, `${step}: ${progress(fake)}`);
  return { fake, environments };
}

const test = suite('scripts of the graph');

test('outside the installed system know its disk and where the packages come from', () => {
  const { environments } = install('<post arg="--nochroot">echo outside</post>');
  const [command, env] = [...environments].find(([line]) => /^sh .*\/run\/cairn-scripts\//.test(line))!;
  assert.match(command, /^sh \/target\/run\/cairn-scripts\/\d+-frontend/);
  assert.is(env['CAIRN_TARGET'], '/target');
  assert.is(env['CAIRN_SOURCE'], `${PATHS.source}/cairn`);
  assert.match(env['CAIRN_SOURCE_URL'] ?? '', /^http:\/\/127\.0\.0\.1:8080/);
});

test('are taken away after they ran, and kept with their exit status', () => {
  const { fake } = install('<post>echo inside</post>');
  assert.not.ok([...fake.files.keys()].some((path) => path.includes('/run/cairn-scripts/')));
  const kept = [...fake.files.keys()].find((path) => /scripts\/post\/\d+-frontend[^/]*$/.test(path));
  assert.match(fake.files.get(kept!)!, 'echo inside');
  assert.match(
    fake.files.get('/target/var/log/cairn/scripts/status.tsv') ?? '',
    /^0\tpost\t\d+-frontend\S*\tfrontend \(tiny\/nodes\/frontend\.xml:1\)$/m,
  );
});

test('of the first boot run once, in order, with an end; nobody is locked out meanwhile, and a failure is told', () => {
  const { fake } = install(
    '<boot order="pre">echo first</boot><boot order="post">#!/bin/sh\necho last</boot>',
  );
  const folder = '/target/usr/local/lib/cairn/first-boot';
  const names = [...fake.files.keys()].filter((path) => path.startsWith(folder)).sort();
  assert.is(names.length, 2, [...fake.files.keys()].join('\n'));
  assert.ok(fake.files.get(names[0]!)!.startsWith('#!'));
  assert.match(fake.files.get(names[0]!)!, 'echo first');
  assert.match(fake.files.get(names[1]!)!, 'echo last');
  const unit = fake.files.get('/target/etc/systemd/system/cairn-first-boot.service') ?? '';
  assert.match(unit, 'ConditionPathExists=!/var/lib/cairn/first-boot-done');
  assert.match(unit, 'TimeoutStartSec=30min');
  assert.match(unit, 'OnFailure=cairn-start-word.service');
  assert.match(
    unit,
    /touch .*first-boot-done\nExecStartPost=-\S+systemctl --no-block start cairn-start-word\.service/,
  );
  assert.match(unit, 'ExecStart=/usr/local/lib/cairn/run-scripts once /usr/local/lib/cairn/lists/first-boot');
  assert.is(
    fake.files.get('/target/usr/local/lib/cairn/lists/first-boot'),
    '0-001-frontend\t0\t0\t-\tfrontend (tiny/nodes/frontend.xml:1)\n' +
      '1-001-frontend\t0\t0\t-\tfrontend (tiny/nodes/frontend.xml:1)\n',
  );
  assert.not.match(unit, /^Before=/m);
  assert.ok(fake.ran.some((command) => command.startsWith('ln -sf ../cairn-first-boot.service')));
});

test('of the first boot have their own times beside those of all others; checks are made in the background', () => {
  const { fake } = install(
    '<boot within="60" retry="2" after="a.service b.socket">x</boot><boot within="30">y</boot><ready>z</ready>',
  );
  const lists = '/target/usr/local/lib/cairn/lists';
  assert.match(
    fake.files.get(`${lists}/first-boot`)!,
    /^0-001-frontend\t60\t2\ta\.service b\.socket\tfrontend /,
  );
  assert.match(fake.files.get(`${lists}/ready`)!, /^001-frontend\t300\t0\t-\tfrontend /);
  const units = '/target/etc/systemd/system';
  // Half an hour, two units, three tries with ten seconds to end, pauses of 5 and 10 seconds; and the other
  const seconds = 1800 + 2 * 60 + 3 * 70 + 15 + 40;
  assert.match(fake.files.get(`${units}/cairn-first-boot.service`)!, `TimeoutStartSec=${seconds}s`);
  const ready = fake.files.get(`${units}/cairn-ready.service`)!;
  assert.match(ready, 'Type=exec');
  assert.match(ready, 'Requires=cairn-first-boot.service');
  assert.not.match(ready, /^Before=/m);
  assert.ok(fake.ran.some((command) => command.startsWith('ln -sf ../cairn-ready.service')));
});

test('of the first boot that are not there bring no unit', () => {
  const { fake } = install('<post>true</post>');
  assert.not.ok(fake.files.has('/target/etc/systemd/system/cairn-first-boot.service'));
});

test.run();
