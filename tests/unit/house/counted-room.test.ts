import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('the table of recipes/CAMERA.md');

test('is what the script counts, which the page names', () => {
  const page = readFileSync('recipes/CAMERA.md', 'utf8');
  const [, command = ''] = /^`node ([^`]+)` prints this:$/m.exec(page) ?? [];
  assert.match(command, /scripts\/count-room\.ts recipes\/camera\.yaml$/);
  const counted = execFileSync(process.execPath, command.split(' '), { encoding: 'utf8' });
  assert.ok(page.includes(`\n${counted.trim()}\n`), counted);
});

test.run();
