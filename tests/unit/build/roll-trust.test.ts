// Time limit: 10 minutes
import { appendFile, cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRecipe } from '../../../builder/build/mod.ts';
import { changeRecipe } from '../../../builder/build/recipe/change-recipe.ts';
import { openRelease } from '../../../builder/build/release/release-tree.ts';
import { addTrustedKeys } from '../../../builder/build/trust/trusted-keys.ts';
import { signDetached } from '../../../builder/distro/mod.ts';
import { makeSiteKey } from '../../../builder/distro/repository/site-key.ts';
import { writeFileAtomic } from '../../../builder/io/mod.ts';
import type { BuildError, Problem } from '../../../builder/model/mod.ts';
import { packRoll, readPublicKeys, readRoll, type TextSignature } from '../../../builder/rolls/mod.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild, unpackFakeMedium } from './fake-build.ts';

// A roll that came as an archive, from somebody who is not trusted yet.

const RECIPE = (more = '') =>
  `name: tiny\nversion: "1.0"\nos: debian-13\nrolls: [os, base, ../given.tar]\n${more}`;
const EXTRA: Readonly<Record<string, string>> = {
  'given/roll.yaml': 'name: given\nversion: 1\n',
  'given/nodes/given.xml': '<node interface="public"/>',
};
const epochSeconds = 1_700_000_000;

const test = suite<{ fake: FakeBuild }>('rolls from elsewhere');
test.before.each(async (context) => {
  context.fake = await openFakeBuild({ recipe: RECIPE() });
  for (const [path, text] of Object.entries(EXTRA)) await context.fake.write(path, text);
});
test.after.each(({ fake }) => closeFakeBuild(fake));

/** Packs the roll; the key of another site may sign it. */
async function pack(fake: FakeBuild, sign?: (manifest: string) => Promise<TextSignature>): Promise<void> {
  const roll = await readRoll(join(fake.dir, 'given'), fake.distro.cacheDir);
  const output = join(fake.dir, 'given.tar');
  await packRoll(roll, { output, epochSeconds, built: [], ...(sign ? { sign } : {}) });
}

const refused = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => assert.unreachable('it should have failed') as never,
    (error: unknown) => {
      const { problems } = error as BuildError;
      assert.is(problems.length, 1, problems.map(({ message }) => message).join('\n'));
      return problems[0]!;
    },
  );

test('a key that the site does not know stops the build with its fingerprint and the command', async ({
  fake,
}) => {
  const maker = { ...fake.distro, keysDir: join(fake.dir, 'maker') };
  const { fingerprint, armoredPublicKey: publicKey } = await makeSiteKey(maker);
  const sign = async (text: string) => ({
    signature: await signDetached(maker, text, epochSeconds),
    publicKey,
  });
  await pack(fake, sign);
  const build = (distro = fake.distro) => fake.build({ dryRun: true, distro });
  const { code, message, hint = '', place } = await refused(build());
  assert.is(code, 'ROLL_UNTRUSTED');
  assert.match(message, `Nobody here trusts who signed it: ${fingerprint} (Cairn site archive key)`);
  assert.match(hint, `cairn roll trust ${place?.file} --key ${fingerprint}`);
  await fake.write('recipes/tiny.yaml', RECIPE('allowUnsigned: [given]\n'));
  assert.is((await refused(build())).code, 'ROLL_UNTRUSTED', 'the word is for what nobody signed');

  const keyFile = join(fake.dir, 'maker.asc');
  await writeFileAtomic(keyFile, publicKey);
  await addTrustedKeys(fake.distro, await readPublicKeys(keyFile));
  assert.ok((await build()).plan);
  assert.ok((await build(maker)).plan, 'its own maker needs no word');
  assert.is(
    (await refused(build({ ...fake.distro, keysDir: join(fake.dir, 'third') }))).code,
    'ROLL_UNTRUSTED',
  );

  await pack(fake, async (text) => sign(`${text} `));
  const forged = await refused(build());
  assert.match(`${forged.message} ${forged.hint}`, 'was changed after it was signed');
});

test('what nobody signed needs a word in the recipe, or one for what is added', async ({ fake }) => {
  await pack(fake);
  const { code, message, hint = '' } = await refused(fake.build({ dryRun: true }));
  assert.is(code, 'ROLL_UNTRUSTED');
  assert.match(message, 'Roll "given" is an archive that nobody signed');
  assert.match(hint, 'allowUnsigned: [given]');
  await fake.write('recipes/tiny.yaml', RECIPE('allowUnsigned: [given]\n'));
  assert.ok((await fake.build({ dryRun: true })).plan);

  const plain = 'name: tiny\nversion: "1.0"\nos: debian-13\nrolls: [os, base]\n';
  await fake.write('recipes/tiny.yaml', plain);
  const recipe = await readRecipe(join(fake.dir, 'recipes/tiny.yaml'));
  const places = { cacheDir: fake.distro.cacheDir, shippedRolls: undefined };
  const add = [join(fake.dir, 'given.tar')];
  const [blind, told] = [
    await changeRecipe(recipe, { add }, places),
    await changeRecipe(recipe, { add, unsigned: true }, places),
  ];
  assert.is((await refused(fake.build({ recipe: blind, dryRun: true }))).code, 'ROLL_UNTRUSTED');
  assert.ok((await fake.build({ recipe: told, dryRun: true })).plan);
  assert.is(blind.sha256, told.sha256, 'what is made does not depend on the word');
});

test("a release's own rolls are what its signed list says, wherever they were taken along to", async ({
  fake,
}) => {
  await fake.write('recipes/tiny.yaml', 'name: tiny\nversion: "1.0"\nos: debian-13\nrolls: [os, base]\n');
  await fake.build();
  const medium = await unpackFakeMedium(fake, 'out', 'medium');
  const keyring = join(medium, 'cairn/distribution/cairn-archive-keyring.pgp');
  const release = await openRelease(medium, { keyrings: [keyring] });
  const recipe = await readRecipe(join(release.cairn, 'recipe.yaml'));
  const stranger = { ...fake.distro, keysDir: join(fake.dir, 'other') };
  assert.ok((await fake.build({ recipe, release, dryRun: true, distro: stranger })).plan);

  // Some files alone, and a mirror
  const copy = join(fake.dir, 'copy');
  await mkdir(copy);
  for (const name of ['recipe.yaml', 'release.list', 'release.list.asc', 'rolls'])
    await cp(join(release.cairn, name), join(copy, name), { recursive: true });
  const taken = await readRecipe(join(copy, 'recipe.yaml'));
  const buildCopy = (distro = fake.distro) => fake.build({ recipe: taken, dryRun: true, distro });
  assert.ok((await buildCopy()).plan, 'by the key of this site');
  const unknown = await refused(buildCopy(stranger));
  assert.is(unknown.code, 'RELEASE_UNTRUSTED');
  await appendFile(join(copy, 'rolls/base-1.tar'), Buffer.alloc(1024));
  const changed = await refused(buildCopy());
  assert.is(changed.code, 'RELEASE_DAMAGED');
  assert.match(changed.place?.file ?? '', 'rolls/base-1.tar');
  await appendFile(join(release.cairn, 'rolls/base-1.tar'), Buffer.alloc(1024));
  const again = await openRelease(medium, { keyrings: [keyring] });
  assert.is((await refused(fake.build({ recipe, release: again, dryRun: true }))).code, 'RELEASE_DAMAGED');
});

test.run();
