import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openConnection } from '../../../builder/frontend/state/database/connection.ts';
import { explainFault } from '../../../builder/frontend/state/database/explain-fault.ts';
import { MIGRATIONS, SCHEMA_VERSION } from '../../../builder/frontend/state/database/schema.ts';
import { openState, type State } from '../../../builder/frontend/state/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { type Ran, runCairn } from '../../fakes/cairn.ts';
import { PRIVATE } from './open-temporary.ts';

interface Context {
  folder: string;
  file: string;
  cairn: (...args: readonly string[]) => Promise<Ran>;
}

const test = suite<Context>('dumps of the state');
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'cairn-dumps-'));
  context.file = join(context.folder, 'state.db');
  const env = { CAIRN_STATE: context.file, CAIRN_GRAPH: join(context.folder, 'graph.json') };
  context.cairn = (...args) => runCairn(args, { env });
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

async function inState<T>(file: string, work: (state: State) => Promise<T>, now?: () => number): Promise<T> {
  const state = await openState(file, now === undefined ? {} : { now });
  try {
    return await work(state);
  } finally {
    await state.close();
  }
}

/** A state of 300 hosts with a key, and a dump of it. */
async function fill(file: string): Promise<void> {
  await inState(file, async (state) => {
    await state.setNetwork(PRIVATE);
    await state.addHosts(Array.from({ length: 300 }, () => ({ appliance: 'compute' })));
    await state.putKeys([{ host: '', name: 'authority', value: 'k' }]);
    await state.keepDump();
  });
}

test('seven nights are kept, for their owner alone', async ({ file, folder }) => {
  let nowSeconds = 1_800_000_000;
  await inState(
    file,
    async (state) => {
      for (let night = 0; night < 9; night += 1, nowSeconds += 86_400) await state.keepDump();
    },
    () => nowSeconds,
  );
  const dumps = readdirSync(join(folder, 'dumps'));
  assert.is(dumps.length, 7);
  assert.is(dumps.sort().at(-1), '2027-01-23T080000Z-night.yaml');
  assert.is(statSync(join(folder, 'dumps', dumps[0]!)).mode & 0o777, 0o600);
  assert.is(statSync(join(folder, 'dumps')).mode & 0o777, 0o700);
});

test('what a state was before its schema changed is kept, and can be read in', async ({
  file,
  folder,
  cairn,
}) => {
  const version = 3;
  const connection = await openConnection(file);
  for (const step of MIGRATIONS.slice(0, version)) await connection.script(step);
  await connection.script(
    `INSERT INTO networks (name, network, prefix) VALUES ('private', '10.1.0.0', 16);
     INSERT INTO hosts (name, appliance, rack, rank, address, bootAction) VALUES ('old-0-0', 'old', 0, 0, '10.1.0.9', 'os');
     INSERT INTO keys VALUES ('', 'authority', 'k'); PRAGMA user_version = ${version}`,
  );
  await connection.close();
  await inState(file, (state) => state.removeHosts(['old-0-0']));
  const [name, ...others] = readdirSync(join(folder, 'dumps'));
  assert.equal(others, [], 'one for all steps');
  const dump = join(folder, 'dumps', name!);
  assert.match(readFileSync(dump, 'utf8'), `\nschema: ${version}\n`);
  assert.is(statSync(dump).mode & 0o777, 0o600);
  const read = await cairn('import', '--replace', dump);
  assert.is(read.exitCode, 0, read.stderr);
  assert.is((await cairn('host', 'list', '--format', 'nodes')).stdout, 'old-0-0\n');
});

/** What may become of the file, and what it is called then. */
const LOSSES: readonly (readonly [what: string, code: RegExp, lose: (file: string) => void])[] = [
  ['is gone', /Cannot find the state/, (file) => rmSync(file)],
  ['has no bytes', /is empty/, (file) => truncateSync(file, 0)],
  ['is cut off in the middle', /Cannot use the state/, (file) => truncateSync(file, statSync(file).size / 2)],
  ['is cut off after its first page', /Cannot use the state/, (file) => truncateSync(file, 4096)],
  ['begins with something else', /Cannot use the state/, (file) => overwrite(file, 0, 'this is no database')],
  [
    'has other pages',
    /Cannot use the state/,
    (file) => overwrite(file, 4096, 'x'.repeat(statSync(file).size - 4096)),
  ],
];

function overwrite(file: string, at: number, text: string): void {
  const bytes = readFileSync(file);
  bytes.write(text, at);
  writeFileSync(file, bytes);
}

for (const [what, message, lose] of LOSSES) {
  test(`a state that ${what} says how it comes back, and the command does it`, async ({
    file,
    folder,
    cairn,
  }) => {
    await fill(file);
    lose(file);
    const before = existsSync(file) ? readFileSync(file) : undefined;
    const { exitCode, stderr } = await cairn('host', 'list');
    assert.is(exitCode, 3);
    assert.match(stderr, message);
    const [, command = ''] =
      /gives it back: (cairn import [^&]*) && systemctl restart cairn-prepare cairnd cairn-dnsmasq/.exec(
        stderr,
      ) ?? [];
    assert.match(command, join(folder, 'dumps'));
    assert.equal(existsSync(file) ? readFileSync(file) : undefined, before, 'looking changes nothing');
    const back = await cairn(...command.trim().split(' ').slice(1));
    assert.is(back.exitCode, 0, back.stderr);
    assert.is((await cairn('host', 'list', '--format', 'nodes')).stdout, 'compute-0-[0-299]\n');
    await inState(file, async (state) => {
      await state.check();
      assert.is((await state.listKeys(''))[0]?.value, 'k');
    });
    const aside = readdirSync(folder).filter((name) => name.startsWith('state.db.damaged-'));
    assert.is(aside.length, before === undefined ? 0 : 1);
  });
}

test('a write-ahead log that is lost before anything was in the file leaves no empty frontend', async ({
  file,
  folder,
}) => {
  const state = await openState(file);
  await state.setNetwork(PRIVATE);
  const copy = join(folder, 'copy.db');
  copyFileSync(file, copy);
  await state.close();
  const code = await openState(copy, { mustExist: true }).then(
    () => 'opened',
    (error: unknown) => (error as BuildError).code,
  );
  assert.is(code, 'STATE_EMPTY');
});

test('damage in a page that no command reads is found by a look at all of them', async ({ file }) => {
  await fill(file);
  const size = statSync(file).size;
  overwrite(file, size - 4096, 'x'.repeat(4096));
  const state = await openState(file, { mustExist: true });
  const error = await state.check().catch((thrown: unknown) => thrown);
  await state.close().catch(() => undefined);
  assert.instance(error, BuildError);
  assert.match((error as BuildError).problems[0]!.hint ?? '', /cairn import --put-aside .*-night\.yaml/);
});

test('a sound state is not put aside, and one that was stays where the file has a bad row', async ({
  file,
  folder,
  cairn,
}) => {
  await fill(file);
  const dump = join(folder, 'dumps', readdirSync(join(folder, 'dumps'))[0]!);
  assert.match(
    (await cairn('import', '--put-aside', dump)).stderr,
    'The state is sound, and knows 300 hosts',
  );
  truncateSync(file, 0);
  const bad = join(folder, 'bad.yaml');
  writeFileSync(bad, readFileSync(dump, 'utf8').replace('"10.1.0.2"', '"10.9.9.9"'));
  const { exitCode, stderr } = await cairn('import', '--put-aside', bad);
  assert.is(exitCode, 1);
  assert.match(stderr, /10\.9\.9\.9/);
  assert.is(statSync(file).size, 0, 'it is as it was');
  assert.match((await cairn('host', 'list')).stderr, 'is empty');
});

test('values that no roll knows any more do not keep a lost state from coming back', async ({
  file,
  folder,
  cairn,
}) => {
  writeFileSync(
    join(folder, 'graph.json'),
    JSON.stringify({ format: 1, rolls: [{ name: 'r', appliances: {}, attributes: {}, files: [] }] }),
  );
  await inState(file, async (state) => {
    await state.setNetwork(PRIVATE);
    await state.addHosts([{ appliance: 'gone' }]);
    await state.setAttributes([
      { scope: 'global', subject: '', name: 'of_a_roll_that_is_gone', value: '1', secret: false },
    ]);
    await state.putKeys([{ host: '', name: 'authority', value: 'k' }]);
  });
  const dump = await inState(file, (state) => state.keepDump());
  assert.is((await cairn('import', '--replace', dump)).exitCode, 1, 'as a change it is refused');
  truncateSync(file, 0);
  const back = await cairn('import', '--put-aside', dump);
  assert.is(back.exitCode, 0, back.stderr);
  assert.is((await cairn('host', 'list', '--format', 'nodes')).stdout, 'gone-0-0\n');
});

test('a newer state names the newest dump that this program reads', async ({ file, folder, cairn }) => {
  await fill(file);
  const later = join(folder, 'dumps', '2999-01-01T000000Z-night.yaml');
  writeFileSync(later, `# later\nschema: ${SCHEMA_VERSION + 1}\n`);
  const connection = await openConnection(file);
  await connection.script(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  await connection.close();
  const { stderr } = await cairn('host', 'list');
  assert.match(stderr, /this program knows versions up to/);
  assert.match(stderr, '-night.yaml && systemctl');
  assert.not.match(stderr, '2999');
});

test('who may not read, and a disk that is full, are told what they are: a dump is no help there', () => {
  const hintOf = (code: string): string => {
    const error = explainFault('/nowhere/state.db', Object.assign(new Error(code), { code }));
    return error instanceof BuildError ? (error.problems[0]!.hint ?? '') : 'no problem of the file';
  };
  for (const code of ['SQLITE_CANTOPEN', 'SQLITE_PERM', 'SQLITE_READONLY'])
    assert.match(hintOf(code), 'as root');
  for (const code of ['SQLITE_FULL', 'SQLITE_IOERR']) assert.match(hintOf(code), 'df -h');
  for (const code of ['SQLITE_CORRUPT', 'SQLITE_NOTADB'])
    assert.match(hintOf(code), 'There is no dump of it');
  assert.is(hintOf('SQLITE_CONSTRAINT'), 'no problem of the file');
});

test.run();
