import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  cleanLine,
  cleanText,
  createTextCleaner,
  errorProblem,
  escapeControls,
  formatProblem,
  maskControls,
  redactLogins,
} from '../../../builder/model/mod.ts';

const test = suite('text that others have a say in');

/** What a terminal obeys, and what is left of it between two letters. */
const OBEYED: readonly (readonly [string, string])[] = [
  ['\u001b[2J', ''],
  ['\u001b[38;5;1m', ''],
  ['\u001b[>0;276;0c', ''],
  ['\u001b]52;c;ZXZpbA==\u0007', ''],
  ['\u001b]0;title\u001b\\', ''],
  ['\u001bPq\u001b\\', ''],
  ['\u001b]8;;http://evil\u001b\\link\u001b]8;;\u001b\\', 'link'],
  ['\u001b]52;c;no end', ''],
  ['\u001bc', ''],
  ['\u001b(0', ''],
  ['\u001b', ''],
  ['\u009b31m', ''],
  ['\u009d52;c;x\u009c', ''],
  ['\u0090q\u009c', ''],
  ['\u202e', ''],
  ['\u2066', ''],
  ['\u200f\u061c\u200b\ufeff', ''],
  ['\u0000\u0007\u0008\u007f\u0085', ''],
  ['\r\n', '\n'],
  ['\t', '\t'],
  ['ä€😀', 'ä€😀'],
];

test('loses what a terminal obeys, and nothing else', () => {
  // A sequence without an end goes to the end of its line, and no further.
  for (const [from, to] of OBEYED)
    assert.is(cleanText(`a${from}\nb`), `a${to === '\n' ? '\n' : to}\nb`, JSON.stringify(from));
});

test('is the same wherever it was cut', () => {
  const whole = OBEYED.map(([from]) => `a${from}\n`).join('');
  for (let at = 0; at <= whole.length; at += 1) {
    const { push, end } = createTextCleaner();
    assert.is(push(whole.slice(0, at)) + push(whole.slice(at)) + end(), cleanText(whole), String(at));
  }
  const { push, end } = createTextCleaner();
  assert.is([...whole].map(push).join('') + end(), cleanText(whole));
});

test('what is held back is bounded', () => {
  const { push } = createTextCleaner();
  assert.is(push(`\u001b]${'x'.repeat(100_000)}`), '');
  assert.is(push('\nnext\n'), '\nnext\n');
});

test('as one line, or with marks where something is wrong', () => {
  assert.is(cleanLine('a\r\n\tb\u001b[1m\u202ec'), 'a bc');
  assert.is(maskControls('a\nb\u001b\u202e'), 'a?b??');
});

test('JSON stays exact, and has no letter that a terminal obeys', () => {
  const value = { text: 'a\u001b\u009b\u202e\u2028ä' };
  const json = escapeControls(JSON.stringify(value, undefined, 2));
  assert.equal(JSON.parse(json), value);
  assert.is(cleanText(json), json);
});

test('findings are clean when they are shown, and name no password of an address', () => {
  const problem = errorProblem('APT_UPDATE', 'from http://u:pw@h/x', undefined, 'a\u001b[2J http://u:p/w@h');
  assert.is(formatProblem(problem), 'error: from http://u:***@h/x [APT_UPDATE]\n  a http://u:***@h');
});

test('passwords of addresses', () => {
  for (const [text, shown] of [
    ["'https://ci+bot:p%40ss%3Aw0rd%2F1%25@m/debian' x", "'https://ci+bot:***@m/debian' x"],
    ['http://ci:p@ss:w0rd/1%@m/debian', 'http://ci:***@m/debian'],
    ['redfish://root:calvin@10.9.0.1', 'redfish://root:***@10.9.0.1'],
    ['http://:pw@h', 'http://:***@h'],
    ['http://10.1.1.1:8443/user@host', 'http://10.1.1.1:8443/user@host'],
    ['ipmi://root@10.9.0.1 http://h/x a@b', 'ipmi://root@10.9.0.1 http://h/x a@b'],
  ])
    assert.is(redactLogins(text!), shown);
});

test.run();
