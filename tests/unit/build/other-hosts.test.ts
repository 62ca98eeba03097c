import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from './fake-build.ts';

const test = suite<{ fake: FakeBuild }>('packages behind conditions on other hosts');
test.before(async (context) => {
  const fake = await openFakeBuild();
  context.fake = fake;
  await fake.write(
    'rolls/base/roll.yaml',
    'name: base\nversion: 1\nappliances:\n  compute: { node: compute }\nattributes:\n  extra: { default: "no", type: boolean }\n',
  );
  await fake.write(
    'rolls/base/nodes/compute.xml',
    `<node>
<package cond="hosts.count == 0">libc6</package>
<package cond="hosts.count.compute > 1">hello</package>
<package cond="hosts.count > 1 and extra">greeting</package>
</node>`,
  );
  await fake.write('rolls/base/graphs/base.xml', '<graph><edge from="compute" to="other"/></graph>');
  await fake.write('rolls/base/nodes/other.xml', '<node/>');
});
test.after(({ fake }) => closeFakeBuild(fake));

test('are in the distribution: a host can be added at any time', async ({ fake }) => {
  const { plan } = await fake.build({ dryRun: true });
  assert.equal(
    plan.absent.map(({ name }) => name),
    [],
  );
});

test('an unknown appliance among them stops the build, in its place', async ({ fake }) => {
  const path = 'rolls/base/nodes/other.xml';
  await fake.write(path, '<node>\n<package cond="hosts.count.comptue">hello</package>\n</node>');
  try {
    await fake.build({ dryRun: true });
    assert.unreachable();
  } catch (error) {
    assert.match(String((error as Error).message), /FACT_UNKNOWN|No host can be of the appliance "comptue"/);
    assert.match(JSON.stringify(error), /other\.xml/);
  }
  await fake.write(path, '<node/>');
});

test.run();
