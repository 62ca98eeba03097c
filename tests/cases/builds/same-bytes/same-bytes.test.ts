import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseRecipeLock } from '../../../../builder/distro/mod.ts';
import { verifyMedia } from '../../../../builder/media/mod.ts';
import { failureOf } from '../../../fakes/failure-of.ts';
import {
  closeFakeBuild,
  type FakeBuild,
  openFakeBuild,
  reopenFakeBuild,
} from '../../../unit/build/fake-build.ts';
import { carry, readAll } from './carry.ts';

// Time limit: 20 minutes
// Another user, on another machine, a month later: the same lock, and every byte of every file is the same.

const test = suite<{ fake: FakeBuild; output: string }>('one lock, one output');
test.before(async (context) => {
  context.fake = await openFakeBuild();
  const { made } = await context.fake.build();
  context.output = made!.folder;
});
test.after(({ fake }) => closeFakeBuild(fake));

const hasFaketime = spawnSync('faketime', ['--version']).status === 0;
const NOBODY = 65_534;

test('another user, key home, umask, locale, time zone, folder and month give the same bytes', ({
  fake,
  output,
}) => {
  const place = carry(fake, output, 'of Jo, "the builder"'.replaceAll('"', "'"));
  mkdirSync(join(place, 'tmp'));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    // A folder of somebody who keeps others out
    chmodSync(fake.dir, 0o755);
    const entries = readdirSync(place, { recursive: true, encoding: 'utf8' });
    for (const path of ['.', ...entries]) chownSync(join(place, path), NOBODY, NOBODY);
  }
  const script = join(import.meta.dirname, 'build-elsewhere.ts');
  const later = hasFaketime ? ['faketime', '-f', '+31d'] : [];
  const node = [process.execPath, ...process.execArgv, script, place, fake.distro.mirror!, '077'];
  const [program, ...words] = [...later, ...node] as [string, ...string[]];
  const { PATH, NODE_PATH } = process.env;
  const { status, stdout, stderr } = spawnSync(program, words, {
    encoding: 'utf8',
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    env: {
      ...{ PATH, NODE_PATH, HOME: place, USER: 'jo', TZ: 'Pacific/Kiritimati', TMPDIR: join(place, 'tmp') },
      ...{
        LANG: 'de_DE.UTF-8',
        LC_ALL: 'C.UTF-8',
        LC_COLLATE: 'tr_TR.UTF-8',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      },
    },
  });
  assert.is(status, 0, stderr);
  const said = JSON.parse(stdout) as { now: string; user: number; folder: string };
  const soon = new Date();
  soon.setDate(soon.getDate() + 30);
  if (hasFaketime) assert.ok(new Date(said.now) > soon, 'a month later');
  if (isRoot) assert.is(said.user, NOBODY);
  const here = readAll(output);
  assert.ok(Object.keys(here).length > 10 && '/manifest.json' in here && '/tiny-1.0-amd64.iso' in here);
  assert.equal(readAll(said.folder), here);
});

test('the lock names the key, and its signatures lie beside it', async ({ output }) => {
  const { key } = parseRecipeLock(readFileSync(join(output, 'recipe.lock'), 'utf8'), 'recipe.lock');
  assert.match(key!.fingerprint, /^[0-9A-F]{40}$/);
  assert.match(key!.publicKey, 'BEGIN PGP PUBLIC KEY BLOCK');
  const { signatures } = JSON.parse(readFileSync(join(output, 'recipe.signatures'), 'utf8'));
  assert.equal(
    Object.values<{ name: string }>(signatures)
      .map(({ name }) => name)
      .sort(),
    [
      ...['SHA256SUMS', 'SHA256SUMS', 'the list of the release', 'the release file of the packages'],
      'the seal of the image',
    ],
  );
  assert.ok((await verifyMedia(output)).length > 10);
});

test('without key and signatures one error says what to do; a signature by another key counts as little', async ({
  fake,
  output,
}) => {
  const place = carry(fake, output, 'no-signatures', ['lock']);
  const poor = reopenFakeBuild(place, fake.distro.mirror);
  const none = await failureOf(poor.build({ locked: {} }));
  assert.is(none.code, 'SIGNATURE_MISSING');
  assert.is(none.problems.length, 1);
  const [problem] = none.problems;
  assert.is(problem!.place?.file, join(place, 'recipes/tiny.signatures'));
  assert.match(problem!.message, 'There is no signature of the release file of the packages');
  assert.match(problem!.hint ?? '', '--locked');

  const other = await openFakeBuild();
  try {
    const stranger = (await other.build()).made!.folder;
    // What the stranger signed is said to be over our texts
    const ours = JSON.parse(readFileSync(join(output, 'recipe.signatures'), 'utf8'));
    const theirs = JSON.parse(readFileSync(join(stranger, 'recipe.signatures'), 'utf8'));
    const byName = new Map<string, object>(
      Object.values<{ name: string }>(theirs.signatures).map((one) => [one.name, one]),
    );
    for (const [text, { name }] of Object.entries<{ name: string }>(ours.signatures))
      ours.signatures[text] = {
        ...ours.signatures[text],
        ...byName.get(name),
        inline: ours.signatures[text].inline,
      };
    for (const signed of Object.values<{ inline?: string }>(ours.signatures))
      if (signed.inline === undefined) delete signed.inline;
    writeFileSync(join(place, 'recipes/tiny.signatures'), JSON.stringify(ours));
    const bad = await failureOf(poor.build({ locked: {} }));
    assert.is(bad.code, 'SIGNATURE_MISSING');
    assert.match(bad.message, 'is not by the key that the lock names');
  } finally {
    await closeFakeBuild(other);
  }
});

test('whoever has a key of their own builds without the lock: the lock of that names the other key', async ({
  fake,
  output,
}) => {
  const place = carry(fake, output, 'own-key');
  const { made } = await reopenFakeBuild(place, fake.distro.mirror).build();
  const keyOf = (folder: string) =>
    parseRecipeLock(readFileSync(join(folder, 'recipe.lock'), 'utf8'), 'recipe.lock').key?.fingerprint;
  assert.is.not(keyOf(made!.folder), keyOf(output));
});

test.run();
