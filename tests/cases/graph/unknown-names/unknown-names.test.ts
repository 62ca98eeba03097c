import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCairn } from '../../../fakes/cairn.ts';
import { checkRecipe } from '../../values/check-recipe.ts';

const test = suite('case: names that nobody defines');

/** By recipe: what `cairn graph check` must say, one line each; files relative to the recipe. */
const EXPECTED: Readonly<Record<string, readonly RegExp[]>> = {
  app: [
    /^app\/roll\.yaml: error: Appliance "db" cannot be reached: no roll defines its entry node "databse"/,
  ],
  intr: [
    /^intr\/nodes\/x\.xml:2:\d+: error: Attribute "ip" is not defined/,
    /^intr\/nodes\/x\.xml:2:37: error: Attribute "Kickstart_PrivateAddress" is not defined/,
    /^intr\/nodes\/x\.xml:2:64: error: Attribute "nbsp" is not defined/,
  ],
  miss: [/^miss\.yaml:4:31: error: Cannot find roll "\.\.\/p\/rolls\/web"/],
  opt: [
    /^opt\/graphs\/g\.xml:2:1: error: Edge leads to "sge-exec", which no roll defines/,
    /^opt\/graphs\/g\.xml:3:1: error: Edge leads to "not-there", which no roll defines/,
    /^opt\/graphs\/g\.xml:4:1: warning: Order names "nfs-server"/,
  ],
  rt: [
    /^rt\.yaml:5:64: error: No roll knows attribute "netwrok_install" .*\| Did you mean "network_install"\?/,
  ],
  s6: [
    /^s6\/nodes\/x\.xml:2:6: error: Attribute "hosts\.web" is not defined/,
    /^s6\/nodes\/x\.xml:2:18: error: Attribute "frontend_address" is not defined/,
  ],
  typo: [
    /^typo\/graphs\/g\.xml:1:8: error: Edge leads to "compute-firewal".*\| Did you mean "compute-firewall"\?/,
  ],
  undef: [/^undef\/nodes\/x\.xml:2:6: error: Attribute "database_hsot" is not defined/],
};

for (const [name, expected] of Object.entries(EXPECTED))
  test(`${name}.yaml: each is found in its place, by graph check and by the build`, async () => {
    const recipe = join(import.meta.dirname, `${name}.yaml`);
    const { stderr, exitCode } = await runCairn(['graph', 'check', '--recipe', recipe]);
    assert.is(exitCode, 1);
    const lines = stderr
      .replaceAll('\n  ', ' | ')
      .split('\n')
      .map((line) => line.replace(/^.*?\/unknown-names\//, ''));
    for (const one of expected)
      assert.ok(
        lines.some((line) => one.test(line)),
        `${one}\n${stderr}`,
      );
    assert.ok((await checkRecipe(recipe)).errors.length > 0);
  });

test('scopes.yaml: a recipe has the scopes of a site', async () => {
  const recipe = join(import.meta.dirname, 'scopes.yaml');
  const { stdout, exitCode } = await runCairn(['graph', 'check', '--recipe', recipe]);
  assert.is(exitCode, 0, stdout);
  const profile = await runCairn(['graph', 'profile', 'compute', '--recipe', recipe, '--format', 'json']);
  const { directives } = JSON.parse(profile.stdout) as { directives: { name: string; text: string }[] };
  assert.match(directives.find(({ name }) => name === 'bootloader')?.text ?? '', /quiet/);
});

test.run();
