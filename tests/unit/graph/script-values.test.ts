import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkScriptValues, parseGraph } from '../../../builder/graph/mod.ts';
import { formatProblem } from '../../../builder/model/mod.ts';
import { one, roll, type ShortRoll } from './ask.ts';

function check(short: ShortRoll): string[] {
  return checkScriptValues(parseGraph({ format: 1, rolls: [roll(short)] })).map(formatProblem);
}

/** Names whose values are found to be code, with line and column. */
function found(short: ShortRoll): string[] {
  return check(short).map((text) => {
    const [, place, name] = /^r\/(?:nodes\/top\.xml:)?(\S+): error: .* "(\w+)"/.exec(text)!;
    return `${name} ${place}`;
  });
}

const test = suite('graph: values in scripts');

test('a value in the text of any script is found, in quotes, comments and here-documents too', () => {
  const text = 'a &x1;\n"&x2;"\n# &x3;\ncat &lt;&lt;"E"\n&x4;\nE';
  for (const element of ['pre', 'post', 'boot', 'configure']) {
    const column = element.length + 5;
    assert.equal(
      found(one(`<${element}>${text}</${element}>`)),
      [`x1 2:${column}`, 'x2 3:2', 'x3 4:3', 'x4 6:1'],
      element,
    );
  }
});

test('a value in a literal file, a name, a package, a directive and a condition is none', () => {
  const body = `<package>p-&a;</package><main><timezone>&a;</timezone></main>
    <post cond="a" env="a"><file name="/&a;" owner="&a;" perms="&a;" src="&a;">&a;<include file="i" mode="xml"/></file></post>
    <service name="&a;"/>`;
  assert.equal(found({ ...one(body), more: { 'include/i': '&a;' } }), []);
});

test('the shell pieces of a file are found', () => {
  assert.equal(found(one('<post>\n<file name="/a" vars="expanded">&a;</file></post>')), ['a 3:33']);
  assert.equal(found(one('<post>\n<file name="/a" mode="pipe">&a;</file></post>')), ['a 3:29']);
  assert.equal(found(one('<post>\n<file name="/a" expr="echo &a;"/></post>')), ['a 3:28']);
});

test('the interpreter, and programs whose output is wanted, are found', () => {
  assert.equal(found(one('<post interpreter="/&a;">x</post>')), ['a 2:21']);
  assert.equal(found(one('<post><eval shell="&a;">&b;</eval></post>')), ['a 2:20', 'b 2:25']);
  assert.equal(found(one('<package><eval>&b;</eval></package>')), ['b 2:16']);
});

test('include files are looked into', () => {
  const more = { 'include/i': '<include file="j" mode="xml"/>', 'include/j': '\n&a;', 'include/q': '&a;' };
  assert.equal(found({ ...one('<post><include file="i" mode="xml"/></post>'), more }), ['a include/j:2:1']);
  assert.equal(found({ ...one('<post><include file="q"/></post>'), more }), []);
  const self = { 'include/i': '&a;<include file="i" mode="xml"/>' };
  assert.ok(found({ ...one('<post><include file="i" mode="xml"/></post>'), more: self }).length > 0);
});

test('a variable that prints is found unless it holds what the file says', () => {
  const print = '<post>\n<var name="v"/></post>';
  assert.equal(found(one(print)), ['v 3:1']);
  assert.equal(found(one(`<var name="v" val="1"/>${print}`)), []);
  assert.equal(found(one(`<var name="v" val="&a;"/>${print}`)), ['v 3:1']);
  assert.equal(found(one(`<var name="v" val="1"/><var name="v" ref="a"/>${print}`)), ['v 3:1']);
  assert.equal(found(one('<post><file name="/f"><var name="v"/></file></post>')), []);
});

test('the hint says how to write it in the language of the script', () => {
  assert.equal(check(one('<post>&net.prefix;</post>')), [
    'r/nodes/top.xml:2:7: error: The value of attribute "net.prefix" in the text of <post> would be read as code ' +
      '[VALUE_IN_SCRIPT]\n  Write <post env="net.prefix">, and "$net_prefix" in its text',
  ]);
  const hint = (interpreter: string): string =>
    check(one(`<pre interpreter="${interpreter}">&a;</pre>`))[0]!.replace(/^[^\n]*\n/, '');
  assert.is(hint('/usr/bin/python3 -u'), '  Write <pre env="a">, and os.environ["a"] in its text');
  assert.is(hint('perl'), '  Write <pre env="a">, and $ENV{a} in its text');
});

test('a lenient roll gets one warning for all', () => {
  const nodes = { top: '<post>&a;&b;</post>', x: '<post>&c;</post>' };
  assert.equal(check({ ...one(''), nodes, lenient: true }), [
    'r/nodes/top.xml:2:7: warning: Values would be read as code in 3 places of 2 files, first the value of attribute ' +
      '"a" in the text of <post> [VALUE_IN_SCRIPT]\n  Write <post env="a">, and "$a" in its text',
  ]);
});

test('so many are told, and no more are kept', () => {
  assert.is(check(one(`<post>${'&a;'.repeat(5000)}</post>`)).length, 1000);
});

test.run();
