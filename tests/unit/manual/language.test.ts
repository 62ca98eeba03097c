import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RULES } from '../../../builder/backends/debian/directive-rules.ts';
import { DIRECTIVE_NAMES, type DirectiveName } from '../../../builder/graph/elements/main/directive-names.ts';
import { NODE_ELEMENTS } from '../../../builder/graph/elements/mod.ts';
import { SCREEN_FIELDS } from '../../../builder/graph/elements/screen/parse-screen.ts';
import { GUARD_ATTRIBUTES } from '../../../builder/graph/parse/parse-guard.ts';
import { INTRINSIC_ATTRIBUTES } from '../../../builder/model/mod.ts';
import { knownAttributes, knownWords } from './known-words.ts';
import { listRows, readManual, type Section, splitExamples } from './read-manual.ts';
import { isResult, runExample } from './run-example.ts';

const page = readFileSync('rolls/LANGUAGE.md', 'utf8');
const sections = readManual(page);
const test = suite('the manual of the language');

/** The section whose heading names a tag: `### \`<include>\`, \`<sinclude>\``. */
function sectionOf(tag: string): Section {
  const found = sections.filter(({ heading }) => heading.includes(`\`<${tag}>\``));
  assert.is(found.length, 1, `<${tag}> has ${found.length} sections`);
  return found[0]!;
}

/** Attributes that take one of a few words. */
const CHOICES = [
  ['file', 'mode', 'script'],
  ['file', 'vars', 'script'],
  ['file', 'quote', 'script'],
  ['include', 'mode', 'script'],
  ['eval', 'mode', 'script'],
  ['boot', 'order', 'node'],
  ['configure', 'phase', 'node'],
  ['package', 'type', 'node'],
  ['native', 'installer', 'main'],
] as const;

/** A section has an example that uses the tag. */
function checkExample({ blocks, heading }: Section, tag: string): void {
  const uses = new RegExp(`<${tag}[\\s>/]`);
  const shown = blocks.some((block) => !isResult(block) && uses.test(block.text));
  assert.ok(shown, `the section "${heading}" has no example of <${tag}>`);
}

for (const { heading, blocks } of sections) {
  for (const example of splitExamples(blocks, isResult))
    test(`${heading}: the example in line ${example[0]!.line} does what the page says`, () =>
      runExample(example));
}

test('has a section with an example for every element', () => {
  const tags = NODE_ELEMENTS.filter(({ name }) => name !== 'directive').flatMap(({ tags }) => [...tags]);
  for (const tag of [...tags, 'edge', 'order']) checkExample(sectionOf(tag), tag);
});

test('has a row for every attribute of every element', () => {
  for (const element of NODE_ELEMENTS) {
    for (const tag of element.name === 'directive' ? ['native'] : element.tags) {
      const rows = listRows(sectionOf(tag).prose);
      for (const name of knownAttributes(tag, element.places[0]!))
        assert.ok(rows.includes(name), `<${tag}>: ${name}`);
    }
  }
  for (const tag of ['edge', 'order']) {
    const rows = listRows(sectionOf(tag).prose);
    for (const name of knownAttributes(tag, 'graph')) assert.ok(rows.includes(name), `<${tag}>: ${name}`);
  }
  const fields = listRows(sectionOf('screen').prose);
  for (const name of SCREEN_FIELDS) assert.ok(fields.includes(name), `<screen>: ${name}`);
});

test('names every word that an attribute may have', () => {
  for (const [tag, attribute, place] of CHOICES) {
    const words = knownWords(tag, attribute, place);
    assert.ok(words.length > 0, `${tag} ${attribute}`);
    const row = sectionOf(tag)
      .prose.split('\n')
      .find((line) => line.startsWith(`| \`${attribute}\``));
    for (const word of words) assert.ok(row?.includes(`\`${word}\``), `<${tag} ${attribute}="${word}">`);
  }
});

test('has a section for every directive that Debian carries out, with all its options', () => {
  for (const name of DIRECTIVE_NAMES) {
    const rule = RULES[name];
    if ('refused' in rule) continue;
    const section = sectionOf(name);
    checkExample(section, name);
    const options = 'options' in rule ? (rule.options ?? []) : [];
    for (const option of options)
      assert.ok(section.prose.includes(`\`--${option}`), `<${name}>: --${option}`);
  }
});

test('has a row for every directive that Debian refuses, with the reason', () => {
  const { prose } = sections.find(({ heading }) => heading === 'Directives that are refused')!;
  const rows = new Map(
    prose
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .flatMap(([, names, reason]) => [...names!.matchAll(/`(\w+)`/g)].map(([, name]) => [name!, reason!])),
  );
  const told = [...rows].map(([name, reason]) => `${name}: ${reason}`).sort();
  const refused = (Object.keys(RULES) as DirectiveName[]).flatMap((name) => {
    const rule = RULES[name];
    return 'refused' in rule ? [`${name}: ${rule.refused.replace(/</g, '`<').replace(/>/g, '>`')}`] : [];
  });
  assert.equal(told, refused.sort());
});

test('has a row for every condition and every attribute that a machine has by itself', () => {
  const rowsOf = (name: string): readonly string[] =>
    listRows(sections.find(({ heading }) => heading === name)!.prose);
  assert.equal(
    rowsOf('Conditions').filter((name) => GUARD_ATTRIBUTES.has(name)),
    [...GUARD_ATTRIBUTES],
  );
  assert.equal([...rowsOf('Values')].sort(), [...INTRINSIC_ATTRIBUTES].sort());
});

test.run();
