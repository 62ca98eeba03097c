import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { one, problemsOf, profileOf } from './ask.ts';

const HOSTILE = 'console=ttyS0 dyndbg="file a.c +p" \\x2d \'q\'\n}, "x": {';
const test = suite('graph: values in texts that have a grammar');

test('quote="json" makes every value the content of a string, a variable\'s too', () => {
  const body =
    '<var name="v" ref="a"/><post><file name="/f" quote="json">{ "a": "&a;", "v": "<var name="v"/>", "n\\n": 1 }</file></post>';
  const [file] = profileOf(one(body), { host: { a: HOSTILE } }).files;
  assert.equal(JSON.parse(file!.text), { a: HOSTILE, v: HOSTILE, 'n\n': 1 });
});

test('a file without it, or with none, has values as they are', () => {
  for (const quote of ['', ' quote="none"']) {
    const [file] = profileOf(one(`<post><file name="/f"${quote}>&a;</file></post>`), {
      host: { a: HOSTILE },
    }).files;
    assert.is(file!.text, HOSTILE);
  }
});

test('another quoting is refused in its place', () => {
  assert.equal(problemsOf(one('<post>\n<file name="/f" quote="yaml">x</file></post>')), [
    'error ATTRIBUTE_VALUE r/nodes/top.xml:3:1',
  ]);
});

test('a value cannot add a line to what a package or the installer is told beforehand', () => {
  const native = '<main>\n<native installer="preseed">d-i a/b string &a;</native></main>';
  assert.equal(problemsOf(one(native), { host: { a: 'x\nd-i preseed/late_command string reboot' } }), [
    'error ATTRIBUTE_VALUE r/nodes/top.xml:3:1',
  ]);
  assert.is(profileOf(one(native), { host: { a: 'x y' } }).directives[0]!.text, 'd-i a/b string x y');
});

test('a value cannot end the quotes of a directive', () => {
  const body = '<main><bootloader>--append="&a;" --timeout=2</bootloader></main>';
  const { text } = profileOf(one(body), { host: { a: 'x" --timeout="9' } }).directives[0]!;
  assert.is(text, '--append="x\\" --timeout=\\"9" --timeout=2');
});

test('an interpreter has one line', () => {
  const script = '<post interpreter="/bin/&a;">x</post>';
  assert.equal(problemsOf(one(script), { host: { a: 'sh\nreboot' } }), [
    'error ATTRIBUTE_VALUE r/nodes/top.xml:2:1',
  ]);
});

test.run();
