import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errorsOfBoth } from '../../check-both.ts';

const test = suite('case: a roll named like a node of base');

test("does not take every machine's partitions away by the word that an error told it to write", async () => {
  const errors = await errorsOfBoth(join(import.meta.dirname, 'st.yaml'));
  assert.is(errors.length, 1);
  assert.match(
    errors[0]!,
    /^storage\/nodes\/storage\.xml:1: error: Node "storage" of roll "storage" takes the place of one that roll "base" promises .*"base\/nodes\/storage\.xml".* \[NODE_PROMISED\] \| Give it another name/,
  );
});

test('without that word the advice is to rename it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-case-'));
  cpSync(import.meta.dirname, folder, { recursive: true });
  const file = join(folder, 'storage/roll.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('overrides: [storage]', ''));
  const errors = await errorsOfBoth(resolve(folder, 'st.yaml')).finally(() =>
    rmSync(folder, { recursive: true }),
  );
  assert.is(errors.length, 1);
  assert.match(errors[0]!, /\[NODE_TWICE\] \| Rename the node of one of them/);
});

test.run();
