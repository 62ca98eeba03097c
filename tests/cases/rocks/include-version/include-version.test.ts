import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { askGraph, nodesIn, packagesIn } from '../../ask-graph.ts';

const HERE = import.meta.dirname;
const test = suite('case: a Rocks roll with files for one release of Rocks');

test('what is below include-version/7 is laid over the roll, which says so', async () => {
  const answer = await askGraph(HERE, 'profile', 'top', '--roll', './include-version', '--format', 'json');
  assert.is(answer.exitCode, 0);
  assert.equal(packagesIn(answer), ['upstart']);
  assert.ok(nodesIn(answer).includes('upstart include-version/7/nodes/upstart.xml'));
  const { findings } = await askGraph(HERE, 'check', '--roll', './include-version');
  assert.equal(findings, [
    'include-version/include-version: warning: The roll does not say which release of Rocks it is for: include-version/7 is taken, the last [ROLL_STRUCTURE] | Write VERSION.MAJOR = 7 in version.mk',
  ]);
});

test('the release is that of version.mk; what it does not mean is not read, and what it means is read instead', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-case-'));
  try {
    await cp(HERE, folder, { recursive: true });
    const roll = join(folder, 'include-version');
    await cp(join(roll, 'include-version/7'), join(roll, 'include-version/6'), { recursive: true });
    const top = '<kickstart><package>six</package></kickstart>\n';
    await writeFile(join(roll, 'include-version/6/nodes/top.xml'), top);
    const ask = async (versionMk: string): Promise<readonly string[]> => {
      await writeFile(join(roll, 'version.mk'), versionMk);
      return packagesIn(
        await askGraph(folder, 'profile', 'top', '--roll', './include-version', '--format', 'json'),
      );
    };
    assert.equal(await ask('VERSION.MAJOR = 6\nVERSION = 7.0\n'), ['six', 'upstart']);
    assert.equal(await ask('VERSION = 6.2\n'), ['six', 'upstart']);
    assert.equal(await ask('VERSION = 7.0\n'), ['upstart']);
    assert.equal(await ask('VERSION = 2.1\n'), ['upstart'], 'a version of its own says nothing');
    const far = await askGraph(folder, 'profile', 'top', '--roll', './include-version', '--format', 'json');
    assert.is(far.exitCode, 0);
    await writeFile(join(roll, 'version.mk'), 'VERSION.MAJOR = 5\n');
    const { exitCode, findings } = await askGraph(folder, 'check', '--roll', './include-version');
    assert.is(exitCode, 0);
    assert.match(findings[0]!, 'The roll is for Rocks 5, but has no include-version/5: none is taken');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.run();
