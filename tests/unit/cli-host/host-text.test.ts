import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { countStates, renderHostBars, renderHostTable } from '../../../builder/cli/host/text.ts';
import { createLiveBlock } from '../../../builder/cli/terminal/live-block.ts';
import { cutLine, PLAIN, readTerminalStyle } from '../../../builder/cli/terminal/style.ts';
import { cleanText } from '../../../builder/model/mod.ts';
import { createFakeState } from '../../fakes/frontend-state.ts';

const HOST = {
  name: 'compute-0-0',
  state: 'installing' as const,
  phase: 'packages',
  percent: 40,
  sinceSeconds: 100,
  failures: 0,
  failureReason: '',
};

/** A screen of so many columns that understands what a live block writes. */
function createScreen(columns: number) {
  let rows: string[] = [''];
  let at = 0;
  return {
    terminal: {
      columns,
      rows: 10,
      write: (text: string) => {
        for (const part of text.split(/(\u001b\[\d*[AKJH]|\n)/)) {
          const up = /^\u001b\[(\d+)A$/.exec(part);
          if (up !== null) at -= Number(up[1]);
          else if (part === '\u001b[K') continue;
          else if (part === '\u001b[J') rows = rows.slice(0, at);
          else if (part === '\n') {
            at += 1;
            rows[at] ??= '';
          } else if (part !== '') rows[at] = part;
        }
      },
    },
    lines: () => rows.filter((row) => row !== ''),
  };
}

const test = suite('hosts as text');
test('a bar for each, as far as it is', () => {
  assert.equal(renderHostBars([HOST], 112), [
    'compute-0-0  [########------------]  40%  installing    12 s  packages',
  ]);
  const failed = { ...HOST, state: 'failed', failures: 2, failureReason: 'no disk' } as const;
  assert.match(
    renderHostBars([failed], 112)[0]!,
    /40% {2}failed {8}12 s {2}packages: no disk \(2 times in a row\)$/,
  );
});
test('blocks and colors only where a terminal has them', () => {
  const utf8 = { TERM: 'xterm-256color', LANG: 'C.UTF-8' };
  assert.equal(readTerminalStyle(true, utf8), { color: true, blocks: true });
  assert.equal(readTerminalStyle(false, utf8), PLAIN);
  assert.equal(readTerminalStyle(true, { ...utf8, NO_COLOR: '1' }), { color: false, blocks: true });
  assert.equal(readTerminalStyle(true, { ...utf8, TERM: 'vt220' }), { color: true, blocks: false });
  assert.equal(readTerminalStyle(true, { ...utf8, TERM: 'dumb' }), PLAIN);
  const [line] = renderHostBars([HOST], 112, { color: true, blocks: true });
  assert.match(line!, /\u001b\[36m████████░{12}\u001b\[0m {2}40%/);
});
test('a table has the same columns in color', () => {
  const state = createFakeState();
  const hosts = [
    state.add({ name: 'compute-0-0', appliance: 'compute' }),
    state.add({ name: 'login-0-0', appliance: 'login' }),
  ];
  const plain = renderHostTable(hosts, 0);
  const colored = renderHostTable(hosts, 0, { color: true, blocks: true });
  assert.is.not(colored, plain);
  assert.is(colored.replace(/\u001b\[\d+m/g, ''), plain);
  assert.not.match(plain, / \n/);
});
test('a line is cut by what is seen of it', () => {
  assert.is(cutLine('\u001b[31mabcdef\u001b[0m', 3), '\u001b[31mabc\u001b[0m');
  assert.is(cutLine('ab', 3), 'ab');
  assert.is(cutLine('██░░', 3), '██░');
});
test('what is printed stands above what moves', () => {
  const screen = createScreen(20);
  const block = createLiveBlock(screen.terminal);
  block.draw(['one', 'two']);
  block.print('named a');
  block.draw(['one more', 'two', 'three']);
  block.print('named b');
  block.draw(['a line that is longer than the window']);
  assert.equal(screen.lines(), ['named a', 'named b', 'a line that is long']);
  block.end();
  block.draw(['next']);
  assert.equal(screen.lines().slice(-2), ['a line that is long', 'next']);
});
test('what a machine wrote does nothing to a terminal', () => {
  assert.is(cleanText('a\u001b[31mb\u001b[2Jc\u001b]0;title\u0007d\r\n\te\u0007\u009b\u0000ä'), 'abcd\n\teä');
});
test('states are counted', () => {
  assert.is(countStates([{ state: 'new' }, { state: 'failed' }, { state: 'new' }]), '1 failed, 2 new');
  assert.is(countStates([]), 'No hosts');
});
test.run();
