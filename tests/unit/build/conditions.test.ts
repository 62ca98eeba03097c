import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderBuildPlan } from '../../../builder/build/mod.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild, readFakeSite } from './fake-build.ts';

// What some host may ask for, though no appliance does as it is.

const test = suite<{ fake: FakeBuild }>('packages behind conditions');
test.before(async (context) => {
  const fake = await openFakeBuild();
  context.fake = fake;
  await fake.write(
    'rolls/base/roll.yaml',
    `name: base
version: 1
appliances:
  compute: { node: compute }
attributes:
  extra: { default: "no", type: boolean }
  kind: { default: plain }
`,
  );
  await fake.write(
    'rolls/base/nodes/compute.xml',
    `<node>
<package cond="not extra">libc6</package>
<package cond="extra">hello</package>
<package arch="riscv64">nowhere</package>
<package cond="osFamily == 'redhat'">nothing</package>
</node>`,
  );
  await fake.write(
    'rolls/base/graphs/base.xml',
    `<graph>
<edge from="compute" to="middle" cond="kind in ['a', 'b']"/>
<edge from="middle" to="greeting"/>
</graph>`,
  );
  await fake.write('rolls/base/nodes/middle.xml', '<node/>');
});
test.after(({ fake }) => closeFakeBuild(fake));

test('are listed as absent with their condition and place, by the plan', async ({ fake }) => {
  const { plan } = await fake.build({ dryRun: true });
  assert.equal(
    plan.absent.map(({ place, ...item }) => ({ ...item, line: place.line })),
    [
      { name: 'greeting', appliances: ['compute'], conditions: ["kind in ['a', 'b']"], line: 1 },
      { name: 'hello', appliances: ['compute'], conditions: ['extra'], line: 3 },
    ],
  );
  assert.match(renderBuildPlan(plan), /Not in it.*\n {2}greeting: compute, if kind in/);
  assert.not.ok(plan.packages.count > 3);
});

test('are in the distribution when a host of the site meets the condition', async ({ fake }) => {
  for (const [said, absent] of [
    [
      'attributes: { host: { c-0: { extra: "yes" } } }\nhosts: { c-0: { appliance: compute } }\n',
      ['greeting'],
    ],
    ['attributes: { rack: { "7": { kind: b } } }\n', []],
    ['attributes: { host: { c-9: { kind: b } } }\nhosts: { c-9: { appliance: compute } }\n', []],
    [
      'attributes: { host: { c-0: { extra: "no" } } }\nhosts: { c-0: { appliance: compute, rack: 3 } }\n',
      ['greeting', 'hello'],
    ],
  ] as const) {
    await fake.write('site.yaml', said);
    const { plan } = await fake.build({ dryRun: true, site: await readFakeSite(fake) });
    assert.equal(
      plan.absent.map(({ name }) => name),
      absent,
      said,
    );
    assert.equal(
      plan.appliances.map(({ name }) => name),
      ['compute'],
    );
  }
});

test('a build proves hosts of the site too, and its manifest lists what is absent', async ({ fake }) => {
  await fake.write(
    'site.yaml',
    'attributes: { host: { c-0: { extra: "yes" } } }\nhosts: { c-0: { appliance: compute } }\n',
  );
  await fake.build({ site: await readFakeSite(fake) });
  const finished = fake.events().find((event) => event.type === 'stage-finished' && event.stage === 'proof');
  assert.match(JSON.stringify(finished), 'compute, compute (c-0)');
});

test.run();
