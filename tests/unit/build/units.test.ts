import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readKnownUnits } from '../../../builder/build/units/check-units.ts';
import { filesOfUnit, listNamedUnits, unitOfPath } from '../../../builder/build/units/named-units.ts';
import { listUnitsOfDeb } from '../../../builder/build/units/own-units.ts';
import { attributesOfMachine, parseGraph, traverse } from '../../../builder/graph/mod.ts';
import { run } from '../../../builder/io/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { readRoll } from '../../../builder/rolls/mod.ts';
import { encodeDeb } from '../../fakes/deb.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from './fake-build.ts';

const test = suite<{ fake: FakeBuild }>('units of an appliance');
test.before(async (context) => {
  context.fake = await openFakeBuild();
});
test.after(({ fake }) => closeFakeBuild(fake));

/** What a build says of a node of its one appliance. */
async function problemsOf(fake: FakeBuild, node: string): Promise<readonly string[]> {
  await fake.write('rolls/base/nodes/compute.xml', node);
  try {
    await fake.build();
    return [];
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    return error.problems.map(
      ({ place, message }) => `${place?.file.split('/').at(-1)}:${place?.line} ${message}`,
    );
  }
}

test('a build proves by the packages themselves that each unit is there', async ({ fake }) => {
  await fake.write('rolls/base/packages/greeting/greeting.service', '[Service]\nExecStart=/bin/true\n');
  await fake.write('rolls/base/packages/greeting/old', '#!/bin/sh\n');
  await fake.write(
    'rolls/base/packages/greeting/package.yaml',
    `summary: A greeting
depends: [hello]
files: { /usr/lib/systemd/system/greeting@.service: greeting.service, /etc/init.d/old: old }
`,
  );
  const good = `<node><package>hello</package>
<service name="greeting@x"/><service name="greeting" instance="y.service"/><service name="old" enabled="no"/>
<service name="mine.timer"/><service name="made.mount"/><service name="home.automount"/>
<post><file name="/etc/systemd/system/mine.timer">[Timer]</file>
for name in home share; do cp /x /etc/systemd/system/$name.automount; done
cp /x /etc/systemd/system/made.mount</post></node>`;
  assert.equal(await problemsOf(fake, good), []);
  const bad = `<node><package>hello</package>
<service name="greetings@x"/>
<main>
<services>--enabled=old,nowhere --disabled=gone.socket</services>
</main></node>`;
  const none = 'no package of appliance "compute" has it';
  assert.equal(await problemsOf(fake, bad), [
    `compute.xml:4 Node "compute" sets the state of the unit "nowhere.service": ${none}`,
    `compute.xml:4 Node "compute" sets the state of the unit "gone.socket": ${none}`,
    `compute.xml:2 Node "compute" sets the state of the unit "greetings@x.service": ${none}`,
  ]);
});

test('the last node that names a unit is the one that counts', () => {
  const files = [
    { path: 'graphs/g.xml', text: '<graph><edge from="a" to="b"/></graph>' },
    { path: 'nodes/a.xml', text: '<node><service name="x"/></node>' },
    { path: 'nodes/b.xml', text: '<node>\n<service name="x" enabled="no"/></node>' },
  ];
  const graph = parseGraph({ format: 1, rolls: [{ name: 'r', appliances: { a: { node: 'a' } }, files }] });
  const { profile } = traverse(graph, attributesOfMachine(graph, 'a'), 'a');
  const [unit, ...others] = listNamedUnits(profile!);
  assert.equal([unit?.name, unit?.origin.node, others.length], ['x.service', 'b', 0]);
});

test('units are known by the place of their file', () => {
  assert.equal(
    [
      '/usr/lib/systemd/system/a.service',
      '/lib/systemd/system/b@.socket',
      '/etc/systemd/system/c.mount',
      '/etc/init.d/d',
      '/usr/lib/systemd/system/a.service.d/x.conf',
      '/usr/lib/systemd/user/e.service',
      '/usr/lib/systemd/system/README',
    ].map(unitOfPath),
    ['a.service', 'b@.socket', 'c.mount', 'd.service', undefined, undefined, undefined],
  );
  assert.equal(filesOfUnit('getty@tty1.service'), ['getty@tty1.service', 'getty@.service']);
});

test('a .deb is listed without unpacking it', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'cairn-units-'));
  const files = { 'usr/lib/systemd/system/a.service': '', 'etc/init.d/b': '', 'usr/bin/c': '' };
  await writeFile(join(dir, 'a.deb'), await encodeDeb({ name: 'a', files }));
  assert.equal((await listUnitsOfDeb(run, join(dir, 'a.deb'))).toSorted(), ['a.service', 'b.service']);
  await rm(dir, { recursive: true });
});

for (const [os, unit] of [
  ['debian-13', 'nginx.service'],
  ['debian-12', 'systemd-resolved.service'],
] as const)
  test(`${os} says which units it has`, async () => {
    const known = await readKnownUnits([await readRoll(`rolls/${os}`, 'output')], os);
    assert.ok(known!.size > 2000);
    assert.ok(known!.has(unit));
  });

test.run();
