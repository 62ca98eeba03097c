import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../../builder/io/mod.ts';
import { countCoveredLines } from '../../../scripts/testing/coverage.ts';
import { findLowRooms, raiseFloors } from '../../../scripts/testing/floors.ts';
import { parseOptions } from '../../../scripts/testing/options.ts';
import { addUpRooms, roomOf } from '../../../scripts/testing/rooms.ts';

const test = suite('coverage by room');

test('knows the room of a file', () => {
  assert.is(roomOf('builder/graph/parse/deep/a.ts'), 'graph');
  assert.is(roomOf('builder/frontend/state/state.ts'), 'frontend/state');
  assert.is(roomOf('builder/frontend/main.ts'), 'frontend');
});

test('adds up lines, and names the files first of which most is missing', () => {
  const rooms = addUpRooms([
    { file: 'builder/io/a.ts', total: 10, covered: 9 },
    { file: 'builder/graph/b.ts', total: 4, covered: 4 },
    { file: 'builder/io/c.ts', total: 90, covered: 81 },
  ]);
  assert.equal(
    rooms.map(({ room, percent, files }) => [room, percent, files[0]!.file]),
    [
      ['graph', 100, 'builder/graph/b.ts'],
      ['io', 90, 'builder/io/c.ts'],
    ],
  );
});

test('fails a room below its floor, and one without a floor below 85 %', () => {
  const at = (room: string, percent: number) => ({ room, percent, files: [] });
  const rooms = [at('boot', 87.99), at('graph', 98), at('new', 84.9)];
  assert.equal(findLowRooms(rooms, { boot: 88, graph: 98 }), [
    'Tests cover 87.99 % of the lines of boot, less than its floor of 88 %',
    'Tests cover 84.90 % of the lines of new, less than its floor of 85 %',
  ]);
});

test('raises floors and never lowers one; a room that is gone is left out', () => {
  const at = (room: string, percent: number) => ({ room, percent, files: [] });
  const floors = raiseFloors([at('boot', 91.5), at('io', 80), at('new', 70.2)], {
    boot: 88,
    io: 95,
    gone: 85,
  });
  assert.equal(floors, { boot: 91, io: 95, new: 69 });
});

test('is that of all quick tests: a part of them says nothing about a room', () => {
  assert.throws(() => parseOptions(['unit', '--raise']), /all quick tests/);
  assert.is(parseOptions(['unit', '--coverage']).isWhole, false);
  assert.throws(() => parseOptions(['unit', '--jobs', 'many']), /--jobs many/);
  const all = ['unit', 'golden', 'malformed', 'property', 'cases'];
  assert.throws(() => parseOptions([...all, '--raise', '--only', 'x']), /without --only/);
  const { raise, coverage, isWhole } = parseOptions([...all, '--raise', '--jobs', '3']);
  assert.equal([raise, coverage, isWhole], [true, true, true]);
});

test('counts lines of files that ran and of those that did not, and none of types alone', async () => {
  const [checkout, root] = [process.cwd(), mkdtempSync(join(tmpdir(), 'cairn-coverage-'))];
  try {
    const files = {
      'builder/a/runs.ts':
        'export const one: number = 1;\n\nexport function never(): number {\n  return 2;\n}\n',
      'builder/a/unused.ts': 'export function unused(): void {}\n',
      'builder/a/types.ts':
        'export interface Name {\n  readonly first: string;\n}\nexport type Other = Name;\n',
      'main.ts': "import { one } from './builder/a/runs.ts';\nconsole.log(one);\n",
    };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const raw = join(root, 'raw');
    const program = [process.execPath, '--import', import.meta.resolve('tsx'), join(root, 'main.ts')];
    await run(program, { env: { NODE_V8_COVERAGE: raw } });
    process.chdir(root);
    // c8 takes the brace at the end of a function for covered.
    assert.equal(await countCoveredLines(raw), [
      { file: 'builder/a/runs.ts', total: 5, covered: 3 },
      { file: 'builder/a/unused.ts', total: 1, covered: 0 },
    ]);
  } finally {
    process.chdir(checkout);
    rmSync(root, { recursive: true });
  }
});

test.run();
