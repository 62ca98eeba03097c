import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  planGraphBundle,
  readRecipe,
  readRolls,
  readSite,
  traverseAppliances,
  valuesOfRecipe,
  valuesOfSite,
} from '../../../builder/build/mod.ts';
import { siteAttributes } from '../../../builder/model/files/mod.ts';
import { BuildError, formatProblem } from '../../../builder/model/mod.ts';

const HEAD = 'name: r\nversion: 1\nos: debian-13\nrolls: [debian-13, base]\nattributes:\n';

const test = suite<{ dir: string }>('values of recipe and site, with their places');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'cairn-values-'));
});
test.after.each(({ dir }) => rm(dir, { recursive: true }));

/** What the build says of a recipe's attributes (from line 6 on) and of a site; places without the folder. */
async function refused(dir: string, attributes: string, siteText?: string): Promise<string[]> {
  await writeFile(join(dir, 'r.yaml'), HEAD + attributes);
  const recipe = await readRecipe(join(dir, 'r.yaml'));
  const rolls = await readRolls(recipe, {
    cacheDir: dir,
    shippedRolls: resolve('rolls'),
    judge: async () => [],
  });
  const siteFile = join(dir, 's.yaml');
  if (siteText !== undefined) await writeFile(siteFile, siteText);
  const site = siteText === undefined ? undefined : await readSite(siteFile);
  const given = [...valuesOfRecipe(recipe), ...(site === undefined ? [] : valuesOfSite(site))];
  const bundle = planGraphBundle(recipe, rolls, site === undefined ? undefined : siteAttributes(site));
  try {
    await traverseAppliances(bundle, ['frontend', 'compute'], rolls, given);
    return [];
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    return error.problems.map((problem) =>
      formatProblem(problem).replaceAll(`${dir}/`, '').replace('\n  ', ' | '),
    );
  }
}

test('a time zone that this Debian has no more is named with its present name', async ({ dir }) => {
  assert.equal(await refused(dir, '  timezone: US/Pacific\n'), [
    'r.yaml:6:13: error: Attribute "timezone": the operating system has no time zone "US/Pacific" [ATTRIBUTE_VALUE] | Write America/Los_Angeles',
  ]);
  assert.equal(await refused(dir, '  timezone: UTC\n', 'timezone: Europe/Berlim\nkeyboard: uk\n'), [
    's.yaml:1:11: error: Attribute "timezone": the operating system has no time zone "Europe/Berlim" [ATTRIBUTE_VALUE] | Did you mean "Europe/Berlin"?',
    's.yaml:2:11: error: Attribute "keyboard": the operating system has no keyboard "uk" [ATTRIBUTE_VALUE] | Write gb',
  ]);
});

test('an account that exists, and values that would be code', async ({ dir }) => {
  const found = await refused(
    dir,
    '  timezone: UTC\n  admin_user: operator\n  time_servers: $(touch /tmp/x)\n',
  );
  assert.equal(
    found.map((text) => text.replace(/ \[.*/s, '')),
    [
      'r.yaml:7:15: error: Attribute "admin_user": bad account name "operator"',
      'r.yaml:8:17: error: Attribute "time_servers": bad list of servers "$(touch /tmp/x)"',
    ],
  );
});

test('a name that no roll knows is refused with the close one, in every scope', async ({ dir }) => {
  const site = [
    'attributes:',
    '  global: { time_server: a }',
    '  appliance: { compute: { kernel_option: quiet } }',
    'secrets:',
    '  host: { n1: { zzzzzzzz: x } }',
    'hosts: { n1: { appliance: compute } }',
    '',
  ].join('\n');
  assert.equal(await refused(dir, '  timezone: UTC\n  timezon: UTC\n', site), [
    'r.yaml:7:12: error: No roll knows attribute "timezon" [ATTRIBUTE_UNDEFINED] | Did you mean "timezone"?',
    's.yaml:2:26: error: No roll knows attribute "time_server" [ATTRIBUTE_UNDEFINED] | Did you mean "time_servers"?',
    's.yaml:3:42: error: No roll knows attribute "kernel_option" [ATTRIBUTE_UNDEFINED] | Did you mean "kernel_options"?',
    's.yaml:5:27: error: No roll knows attribute "zzzzzzzz" [ATTRIBUTE_UNDEFINED] | Declare it in the roll.yaml of a roll that uses it',
  ]);
});

test('secret values are checked and not shown', async ({ dir }) => {
  const found = await refused(
    dir,
    '  timezone: UTC\n',
    'secrets: { global: { root_password_hash: hunter2 } }\n',
  );
  assert.is(found.length, 1);
  assert.match(found[0]!, 's.yaml:1:42: error: Attribute "root_password_hash": bad password hash value');
  assert.not.match(found[0]!, 'hunter2');
});

test('what a site becomes, and names that only a node looks at, are sound', async ({ dir }) => {
  const site =
    'cluster: orion\nfrontend: { private: { address: 10.1.1.1/16, mtu: jumbo } }\ntimeServers: [ntp.example.org]\n';
  assert.equal(await refused(dir, '  timezone: UTC\n', site), []);
});

test.run();
