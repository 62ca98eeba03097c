import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeProgram } from '../../../fakes/cairn.ts';
import { askGraph } from '../../ask-graph.ts';

const HERE = import.meta.dirname;
const test = suite('case: programs as Rocks rolls have them');

test('only those whose conditions hold run, for the machine that is described', async () => {
  const bin = await mkdtemp(join(tmpdir(), 'cairn-case-'));
  const { PATH } = process.env;
  try {
    process.env['PATH'] = await writeProgram(bin, 'python', 'cat > /dev/null; echo py 2');
    const asked = ['profile', 'top', '--recipe', './evals.recipe.yaml', '--format', 'json'];
    const { exitCode, stdout, findings } = await askGraph(HERE, ...asked);
    assert.is(exitCode, 0, findings.join('\n'));
    const { packages, files, scripts } = JSON.parse(stdout);
    assert.equal(
      packages.enabled.map(({ name }: { name: string }) => name),
      ['fromeval-top'],
    );
    assert.equal(
      files.map(({ path }: { path: string }) => path),
      ['/etc/fromeval'],
    );
    assert.match(JSON.stringify(scripts), 'quoted <b>');
    assert.match(JSON.stringify(scripts), 'py 2');
  } finally {
    process.env['PATH'] = PATH;
    await rm(bin, { recursive: true });
  }
  assert.equal((await readdir(`${HERE}/evals`)).sort(), ['graphs', 'nodes']);
});

test.run();
