import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

/** Every page of Markdown, without its fenced blocks; what changed once names what is gone by now. */
const pages = execFileSync('git', ['ls-files', '*.md'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && path !== 'CHANGELOG.md')
  .map((path) => ({ path, text: readFileSync(path, 'utf8').replace(/^ *```.*?^ *```/gms, '') }));

/** Paths from the top of the checkout or from the page's own folder; `rolls/NAME` stands for any. */
const PATH = /`((?:builder|recipes|rolls|scripts|tests)\/(?!.*[A-Z]{3,}(?!\w*\.md))[\w./-]*)`/g;
const LINK = /\]\(([^)#:]+)(?:#[^)]*)?\)/g;

const test = suite('pages of the manual');

test('name files and folders that there are', () => {
  const named = pages.flatMap(({ path, text }) => [...text.matchAll(PATH)].map(([, name]) => [path, name!]));
  assert.ok(named.length > 20);
  const absent = named.filter(
    ([page, name]) => !existsSync(name!) && !existsSync(join(dirname(page!), name!)),
  );
  assert.equal(absent, []);
});

test('lead to files that there are', () => {
  const links = pages.flatMap(({ path, text }) => [...text.matchAll(LINK)].map(([, to]) => [path, to!]));
  assert.ok(links.length > 20);
  assert.equal(
    links.filter(([page, to]) => !existsSync(join(dirname(page!), to!))),
    [],
  );
});

test.run();
