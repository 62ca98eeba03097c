import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ELEMENTS_WITH_RESULT,
  LANGUAGE,
  NODE_ELEMENTS,
  REPORTED_ELEMENTS,
} from '../../../builder/graph/elements/mod.ts';
import { one, profileOf } from './ask.ts';

const test = suite('graph: the table of elements');

test('each has a name of its own, and a place of its own in reports', () => {
  for (const values of [
    NODE_ELEMENTS.map(({ name }) => name),
    ELEMENTS_WITH_RESULT.map(({ result }) => result.key),
    REPORTED_ELEMENTS.map(({ result }) => result.report.rank),
  ])
    assert.is(new Set<unknown>(values).size, values.length);
});

test('no two of them claim one tag at one place', () => {
  for (const place of Object.keys(LANGUAGE) as (keyof typeof LANGUAGE)[]) {
    const tags = NODE_ELEMENTS.filter(({ places }) => places.includes(place)).flatMap(({ tags }) => [
      ...tags,
    ]);
    assert.is(LANGUAGE[place].size, tags.length, place);
  }
});

test('what is kept of one is named, reported and drawn like its items', () => {
  for (const element of NODE_ELEMENTS) {
    const { report } = element.result ?? {};
    assert.is(element.mention !== undefined, report?.explain !== undefined, element.name);
  }
});

test('a profile has a part for each, in the order of the table', () => {
  assert.equal(Object.keys(profileOf(one(''))), [
    'appliance',
    'nodes',
    ...ELEMENTS_WITH_RESULT.map(({ result }) => result.key),
    'warnings',
  ]);
});

test('nothing outside of the elements asks what kind an item is', () => {
  const kinds = NODE_ELEMENTS.map(({ name }) => name).join('|');
  const asks = new RegExp(`\\bkind\\s*[!=]==?\\s*'(?:${kinds})'`);
  for (const folder of ['builder/graph', 'builder/cli/graph', 'builder/frontend']) {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name);
      // Records have kinds of their own, some of the same names
      if (!entry.isFile() || /^builder\/graph\/(?:elements|change)\//.test(path)) continue;
      assert.not.match(readFileSync(path, 'utf8'), asks, path);
    }
  }
});

test.run();
