import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePackageFile } from '../../../builder/model/files/mod.ts';
import { collectPackageEntries } from '../../../builder/rolls/packages/package-contents.ts';

const FOLDER = 'rolls/base/packages/cairn';
const LOADERS = ['--import', 'tsx', '--import', './scripts/ejs-loader.mjs'];

const test = suite<{ share: string }>('what the package has below /usr/share');
test.before((context) => {
  context.share = mkdtempSync(join(tmpdir(), 'cairn-test-'));
  execFileSync(process.execPath, [...LOADERS, 'scripts/compose-share.ts', context.share]);
});
test.after(({ share }) => rmSync(share, { recursive: true, force: true }));

/** Files of a package that carries these, by path. */
async function collect(share: string, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const text = `summary: x\nfiles:\n${Object.entries(files)
    .map(([path, source]) => `  ${path}: ${source}\n`)
    .join('')}`;
  const { value, placeOf } = parsePackageFile(text, 'package.yaml');
  const none = {
    bundle: undefined,
    engine: undefined,
    initrd: undefined,
    rolls: undefined,
    recipes: undefined,
  };
  const entries = await collectPackageEntries(value!, FOLDER, { ...none, share }, placeOf);
  return entries.map(({ path, from }) => `${path} ${relative(share, from)}`);
}

test('is all that is made, each file where Debian looks for it', async ({ share }) => {
  const made = readdirSync(share, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(share, join(entry.parentPath, entry.name)))
    .sort();
  const { value } = parsePackageFile(readFileSync(join(FOLDER, 'package.yaml'), 'utf8'), 'package.yaml');
  const ours = Object.entries(value!.files).filter(([, source]) => source.startsWith('cairn:share/'));
  assert.equal(
    await collect(share, Object.fromEntries(ours)),
    made.map((path) => `/usr/share/${path} ${path}`),
  );
  assert.equal(made, [
    'bash-completion/completions/cairn',
    ...['cairn.1', 'cairn-recipe.5', 'cairn-roll.5', 'cairn-site.5']
      .map((page) => `man/man${page.at(-1)}/${page}.gz`)
      .sort(),
    'zsh/vendor-completions/_cairn',
  ]);
});

test('is the same bytes every time: no name and no time in what is compressed', ({ share }) => {
  const bytes = readFileSync(join(share, 'man/man5/cairn-roll.5.gz'));
  // Flags: no name; then four bytes of time; then "compressed as well as can be"
  assert.equal([...bytes.subarray(0, 9)], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2]);
  assert.match(gunzipSync(bytes).toString(), /^\.TH CAIRN-ROLL 5 "" /);
});

test('on a frontend it is taken from /usr/share, without the files of others', async ({ share }) => {
  const parent = join(share, '..');
  assert.equal(await collect(parent, { '/x': `cairn:share/${relative(parent, share)}/man` }), []);
  assert.is((await collect(share, { '/x': 'cairn:share/man' })).length, 4);
});

test.run();
