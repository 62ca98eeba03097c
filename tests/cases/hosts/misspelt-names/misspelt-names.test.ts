import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withService } from '../../../fakes/frontend-service.ts';
import { checkRecipe } from '../../values/check-recipe.ts';
import { exportLines, withFrontend } from '../with-frontend.ts';

const test = suite('case: names that no machine has');
const GRAPH = {
  ...{ format: 1, os: 'debian-13' },
  rolls: [{ name: 'base', appliances: { compute: { node: 'compute' } }, attributes: { a: {} }, files: [] }],
};

test('an appliance or operating system that a command does not know is refused with the close name', () =>
  withFrontend(async (frontend) => {
    const { cairn, env, folder } = frontend;
    await writeFile(env['CAIRN_GRAPH']!, JSON.stringify(GRAPH));
    const list = join(folder, 'hosts.csv');
    await writeFile(list, 'name,appliance\nn1,compute\nn2,compuet\n');
    for (const [words, message] of [
      [['host', 'add', 'n1', '--appliance', 'compuet'], 'No roll has appliance "compuet"'],
      [['host', 'add', 'compue-0-0'], 'No roll has appliance "compue"'],
      [['host', 'import', list], 'hosts.csv:3: error: No roll has appliance "compuet"'],
      [['attribute', 'set', 'a', '1', '--appliance', 'compuet'], 'No roll has appliance "compuet"'],
      [['attribute', 'set', 'a', '1', '--os', 'debain-13'], 'No machine has operating system "debain-13"'],
    ] as const) {
      const { exitCode, stderr } = await cairn(...words);
      assert.is(exitCode, 1, words.join(' '));
      assert.match(stderr, message);
      assert.match(stderr, 'Did you mean "');
    }
    assert.equal(await exportLines(frontend), []);
    assert.is((await cairn('host', 'add', 'n1', '--appliance', 'compute')).exitCode, 0);
    for (const os of ['debian', 'debian-13'])
      assert.is((await cairn('attribute', 'set', 'a', '1', '--os', os)).exitCode, 0);
  }));

test('a discovery of one is refused by the service', () =>
  withService(async (it) => {
    const { status, text } = await it.control('/v1/discover', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ appliance: 'compuet' }),
    });
    assert.is(status, 400);
    assert.match(text, /No roll has appliance .*compuet.*Did you mean .*compute/);
    assert.is(await it.state.currentDiscovery(), undefined);
  }));

test('a site that names one is refused with its line', () =>
  withFrontend(async ({ folder }) => {
    const file = join(folder, 'site.yaml');
    const site = [
      ...['cluster: orion', 'hosts:', '  n1: { appliance: compute }', '  n2: { appliance: compuet }'],
      ...[
        'attributes:',
        '  os:',
        '    debain: { timezone: UTC }',
        '  appliance:',
        '    frontent: { timezone: UTC }',
      ],
    ];
    await writeFile(file, `${site.join('\n')}\n`);
    const { errors } = await checkRecipe('recipes/minimal.yaml', file);
    assert.equal(errors.map((text) => text.replace(`${file}:`, '')).sort(), [
      '4:20: error: No roll has appliance "compuet" [APPLIANCE_UNKNOWN] | Did you mean "compute"?',
      '7:13: error: No machine has operating system "debain" [OS_UNKNOWN] | Did you mean "debian"?',
      '9:15: error: No roll has appliance "frontent" [APPLIANCE_UNKNOWN] | Did you mean "frontend"?',
    ]);
    await writeFile(
      file,
      'cluster: orion\nhosts:\n  n1: { appliance: compute }\nsecrets:\n  host:\n    n11: { a: b }\n',
    );
    const { errors: ofHost } = await checkRecipe('recipes/minimal.yaml', file);
    assert.match(ofHost[0]!, /site\.yaml:6:\d+: error: The site has no host "n11" .* Did you mean "n1"\?/);
    await writeFile(file, 'cluster: orion\nattributes:\n  globl: { timezone: UTC }\n');
    assert.match(
      (await checkRecipe('recipes/minimal.yaml', file)).errors[0]!,
      /3:\d+: .*"globl".*Did you mean "global"\?/,
    );
  }));

test.run();
