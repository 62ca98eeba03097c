import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planSettings } from '../../../builder/backends/debian/settings.ts';
import { SETTINGS_HOST, SETTINGS_NODE } from '../../fakes/settings.ts';
import { one, profileOf } from '../../unit/graph/ask.ts';

// CAIRN_GOLDEN=write writes the expected answers anew; review the difference before committing it.
const EXPECTED = join(import.meta.dirname, 'expected');

const plan = planSettings(profileOf(one(SETTINGS_NODE), { host: SETTINGS_HOST }));
const nameOf = (path: string): string => path.replaceAll('/', '+').replace(/^\+/, '').replaceAll('\\', '_');
const cases: Readonly<Record<string, string>> = {
  'accounts.sh': plan.accounts,
  'lines.sh': plan.shell.map((line) => `${line}\n`).join(''),
  units: plan.units.map((unit) => `${unit}\n`).join(''),
  ...Object.fromEntries(plan.files.map(({ path, text }) => [nameOf(path), text])),
};

const test = suite('settings as files of a system');

for (const [name, text] of Object.entries(cases))
  test(name, () => {
    const file = join(EXPECTED, name);
    if (process.env['CAIRN_GOLDEN'] === 'write') writeFileSync(file, text);
    assert.fixture(text, readFileSync(file, 'utf8'));
  });

test('there is no other file', () => {
  assert.equal(readdirSync(EXPECTED).sort(), Object.keys(cases).sort());
});

test('every file says who wrote it', () => {
  for (const { path, text, by } of plan.files) {
    assert.match(text, /^(?:#|Explanation:) top \(r\)$/m, path);
    assert.ok(by.length > 0);
  }
});

test.run();
