import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkTestScripts } from '../../../builder/build/mod.ts';
import { run, withTempDir } from '../../../builder/io/mod.ts';
import { formatProblem } from '../../../builder/model/mod.ts';
import { checkRoll, readRoll, readStandIns, readTests } from '../../../builder/rolls/mod.ts';

/** A roll with these files below `tests/`. */
function withRoll(
  files: Readonly<Record<string, string>>,
  work: (folder: string) => Promise<void>,
): Promise<void> {
  return withTempDir(async (folder) => {
    await mkdir(join(folder, 'tests'));
    await writeFile(join(folder, 'roll.yaml'), 'name: mine\nversion: "1"\nsummary: Mine\n');
    await writeFile(join(folder, 'README.md'), 'Mine\n');
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, 'tests', name), text);
    await work(folder);
  });
}

const test = suite('tests of a roll');

test('are read with their places', () =>
  withRoll(
    {
      'a.test.yaml': 'appliance: compute\nexpect:\n  - unit: a.service\n  - run: "true"\n',
      'b.test.sh': '#!/bin/bash\n# appliance: login\ntrue\n',
      'container.sh': 'echo hello\n',
    },
    async (folder) => {
      const roll = { name: 'mine', folder, origin: 'rolls/mine' };
      const { tests, problems } = await readTests([roll]);
      assert.equal(problems, []);
      assert.equal(
        tests.map(({ roll: name, path, file, appliance, lines }) => [name, path, file, appliance, lines]),
        [
          ['mine', 'tests/a.test.yaml', 'rolls/mine/tests/a.test.yaml', 'compute', [3, 4]],
          ['mine', 'tests/b.test.sh', 'rolls/mine/tests/b.test.sh', 'login', [1]],
        ],
      );
      assert.equal(await readStandIns([roll]), ['echo hello\n']);
      assert.equal(await checkTestScripts(run, [roll]), []);
      assert.equal(await checkRoll(await readRoll(folder, folder)), []);
    },
  ));

test('what is wrong in them is found when the roll is checked, at its line', () =>
  withRoll(
    {
      'a.test.yaml': 'appliance: compute\nexpect:\n  - unti: a.service\n',
      'b.test.sh': '#!/bin/bash\n# appliance: login\nif true\nfi\n',
      'notes.txt': '',
    },
    async (folder) => {
      const roll = await readRoll(folder, folder);
      const found = [...(await checkRoll(roll)), ...(await checkTestScripts(run, [roll]))].map(formatProblem);
      const lines = found.map((line) => line.split('\n')[0]!.slice(folder.length + 1));
      assert.is(lines.length, 3, lines.join('\n'));
      assert.match(lines[0]!, /^tests\/notes\.txt: warning: A test is tests\/NAME\.test\.yaml/);
      assert.match(lines[1]!, /^tests\/a\.test\.yaml:3:\d+: error: Expected a fact/);
      assert.match(
        lines[2]!,
        /^tests\/b\.test\.sh:4: error: Cannot read this test as bash: .* \[SCRIPT_SYNTAX\]/,
      );
    },
  ));

test.run();
