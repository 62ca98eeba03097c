import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseSiteFile, siteAttributes } from '../../../../builder/model/files/mod.ts';
import { formatProblem } from '../../../../builder/model/mod.ts';
import { exportLines, withFrontend } from '../with-frontend.ts';

const test = suite('case: MAC addresses as people have them');
const fileOf = (name: string): string => join(import.meta.dirname, name);
const RIGHT = [1, 2, 3, 4, 5, 6].map((end) => `52:54:00:ab:cd:0${end}`);

test('a list of hosts takes the usual forms', () =>
  withFrontend(async (frontend) => {
    assert.is((await frontend.cairn('host', 'import', fileOf('good.csv'))).exitCode, 0);
    assert.equal(
      (await exportLines(frontend)).map((line) => line.split(',')[4]),
      RIGHT,
    );
  }));

test('what is no address of a card is refused with its line', () =>
  withFrontend(async (frontend) => {
    const { stderr } = await frontend.cairn('host', 'import', fileOf('hosts.csv'));
    const lines = [...stderr.matchAll(/hosts\.csv:(\d+): error: Bad MAC address/g)].map(([, line]) => line);
    assert.equal([...new Set(lines)], ['8', '9', '10', '11']);
  }));

test('a site takes the same forms, of hosts and of the frontend', async () => {
  const { value, problems } = parseSiteFile(await readFile(fileOf('site.yaml'), 'utf8'), 'site.yaml');
  assert.equal(problems.map(formatProblem), []);
  const { open } = siteAttributes(value!);
  assert.equal(
    Object.values(open.host).map((host) => host['host_mac']),
    RIGHT.slice(0, 3),
  );
  assert.is(open.global['private_mac'], '52:54:00:ab:cd:99');
});

for (const [mac, why] of [
  ['00:00:00:00:00:00', 'This one says that there is none'],
  ['ff-ff-ff-ff-ff-ff', 'This one is of all machines at once'],
  ['0100.5e00.0001', 'This one is of a group of machines, not of one'],
  ['52 54 00 ab cd 07', 'Write it like 52:54:00:12:34:56'],
] as const)
  test(`${mac} is of no card, in a site and on a frontend`, () =>
    withFrontend(async (frontend) => {
      const site = `hosts:\n  n1: { appliance: compute, mac: "${mac}" }\n`;
      const [problem] = parseSiteFile(site, 'site.yaml').problems;
      assert.match(formatProblem(problem!), /^site\.yaml:2:\d+: error: Bad MAC address/);
      assert.match(problem!.hint!, why);
      if (mac.includes(' ')) return;
      const { exitCode, stderr } = await frontend.cairn('host', 'add', 'n1', '--mac', mac);
      assert.is(exitCode, 1);
      assert.match(stderr, why);
    }));

test.run();
