import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exportLines, withFrontend } from '../with-frontend.ts';

const test = suite('case: lists of hosts as spreadsheets save them');
const fileOf = (name: string): string => join(import.meta.dirname, name);

/** The names and cards of hosts after an import, or what was said against it. */
async function importFile(name: string): Promise<readonly string[] | string> {
  let seen: readonly string[] | string = '';
  await withFrontend(async (frontend) => {
    const { exitCode, stderr } = await frontend.cairn('host', 'import', fileOf(name));
    seen =
      exitCode === 0
        ? (await exportLines(frontend)).map((line) =>
            [line.split(',')[0], line.split(',')[4]].join(' ').trim(),
          )
        : stderr;
  });
  return seen;
}

const ONE = ['compute-0-0 52:54:00:ab:cd:01'];
const TWO = ['compute-2-0 52:54:00:00:02:00'];
for (const [file, right] of [
  ['saved-semicolon.csv', ONE],
  ['saved-tabs.tsv', ONE],
  ['saved-sep.csv', ONE],
  ['saved-bom-headercase.csv', ONE],
  ['saved-bom-crlf-blankrows.csv', ONE],
  ['saved-trailing-comma.csv', ONE],
  ['saved-utf16.csv', ONE],
  ['saved-blanks.csv', ONE],
  ['saved-quoted-nl.csv', ['compute-0-0 52:54:00:ab:cd:01 52:54:00:ab:cd:02']],
  ['semicolon.csv', TWO],
  ['tabs.csv', TWO],
  ['upper-head.csv', TWO],
  ['utf16.csv', TWO],
  ['order.csv', TWO],
  ['multi-nic.csv', TWO],
  ['quote-space.csv', ['compute-2-2 52:54:00:00:02:02']],
  ['indented-comment.csv', ['compute-2-1 52:54:00:00:02:01']],
  ['cr-only.csv', [0, 1, 2].map((rank) => `compute-3-${rank} 52:54:00:00:03:0${rank}`)],
  ['bom-crlf.csv', [0, 1, 2].map((rank) => `compute-1-${rank} 52:54:00:00:01:0${rank}`)],
  ['bom-crlf2.csv', [0, 1, 2].map((rank) => `compute-1-${rank} 52:54:00:00:01:0${rank}`)],
] as const)
  test(`${file} is read`, async () => assert.equal(await importFile(file), right));

for (const file of ['headonly.csv', 'empty.csv', 'comment-only.csv', 'saved-utf16head.csv'])
  test(`${file} holds no host`, async () => assert.equal(await importFile(file), []));

test('500 hosts are read', async () => assert.is((await importFile('big500.csv')).length, 500));

for (const [file, message] of [
  ['saved-extra.csv', /:1: error: Unknown column "owner"/],
  ['saved-othernames.csv', /Unknown column "mac".*\n {2}Did you mean "macs"\?/],
  ['mac-head.csv', /:1: error: Unknown column "ip"/],
  ['saved-sci.csv', /:2: error: Expected 5 fields, found 6/],
  ['saved-toomany.csv', /:2: error: Expected 3 fields, found 4/],
  ['short-row.csv', /:2: error: Expected 3 fields, found 2/],
  ['dup.csv', /:3: error: Host "compute-2-3" is in line 2 already/],
  ['latin1.csv', /:2: error: Bad host name/],
  ['nul.csv', /:2: error: Bad host name/],
  ['openquote.csv', /:2:1: error: Cannot read this field: a quote is out of place/],
  ['nohead.csv', /:1: error: Unknown column "compute-2-5"/],
  ['formula.csv', /:2: error: Bad management board "=cmd\|x"/],
] as const)
  test(`${file} is refused with its line`, async () => assert.match(String(await importFile(file)), message));

test.run();
