import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCairn } from '../../../fakes/cairn.ts';
import { createServiceFolder, type ServiceFolder } from '../../../fakes/running-service.ts';

const test = suite('case: a state that was lost is no empty frontend');
const SETTINGS = { hostname: 'frontend', domain: 'cluster', address: '10.1.1.1', prefix: '16' };

async function withFolder(work: (it: ServiceFolder, file: string) => Promise<void>): Promise<void> {
  const it = createServiceFolder(SETTINGS, { format: 1, rolls: [], os: 'debian-13', arch: 'amd64' });
  try {
    await work(it, join(it.folder, 'var/lib/cairn/state.db'));
  } finally {
    it.remove();
  }
}

/** What `cairnd prepare` says when it fails. */
function refusal(it: ServiceFolder): string {
  try {
    it.prepare();
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
  return '';
}

const LOSSES = [
  ['missing', (file: string) => rmSync(file), 'Cannot find the state'],
  ['of no bytes', (file: string) => truncateSync(file), 'is empty: this frontend has lost what it knew'],
] as const;

for (const [how, lose, message] of LOSSES)
  test(`${how}: neither start nor service nor commands begin with nothing; an import does`, () =>
    withFolder(async (it, file) => {
      // The first start makes one.
      it.prepare();
      assert.ok(existsSync(file));
      const env = { CAIRN_STATE: file, CAIRN_GRAPH: join(it.folder, 'none.json') };
      const kept = (await runCairn(['export'], { env })).stdout;
      lose(file);

      const said = refusal(it);
      assert.match(said, message);
      assert.match(said, 'cairn import --put-aside FILE');
      const failure = await it.start().then(
        () => '',
        (error: Error) => error.message,
      );
      assert.match(failure, message);
      for (const words of [
        ['host', 'list'],
        ['network', 'set', 'private', '10.1.0.0/16'],
      ]) {
        const ran = await runCairn(words, { env });
        assert.is(ran.exitCode, 3, words.join(' '));
        assert.match(ran.stderr, message);
      }
      assert.is(existsSync(file) && readFileSync(file).length > 0, false, 'nothing was made by asking');

      const dump = join(it.folder, 'all.yaml');
      writeFileSync(dump, kept);
      assert.is((await runCairn(['import', dump], { env })).exitCode, 0);
      it.prepare();
      assert.match((await runCairn(['network', 'list'], { env })).stdout, '10.1.0.0/16');
    }));

test.run();
