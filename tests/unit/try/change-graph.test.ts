import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withTempDir } from '../../../builder/io/mod.ts';
import type { GraphBundle } from '../../../builder/model/mod.ts';
import { changeGraph } from '../../../builder/try/medium/change-graph.ts';

const OTHER = `${'a'.repeat(64)}  base.tar.zst`;
const bundle: GraphBundle = { format: 1, rolls: [{ name: 'a', files: [] }] };

const test = suite('changeGraph');

test('another graph lies over the medium with its own checksum, and all else stays', async () => {
  await withTempDir(async (folder) => {
    mkdirSync(join(folder, 'cairn'));
    writeFileSync(join(folder, 'cairn/SHA256SUMS'), `${OTHER}\n${'b'.repeat(64)}  graph.json\n`);
    const medium = { iso: join(folder, 'medium.iso'), folder, initrd: join(folder, 'none'), bundle };
    assert.is(await changeGraph(medium, { ...bundle }, join(folder, 'same')), undefined);

    const changed: GraphBundle = { ...bundle, rolls: [{ name: 'b', files: [] }] };
    const changes = await changeGraph(medium, changed, join(folder, 'changes'));
    const text = readFileSync(join(changes!.medium, 'cairn/graph.json'), 'utf8');
    assert.equal(JSON.parse(text), changed);
    assert.is(readFileSync(join(changes!.initrd, 'usr/share/cairn/graph.json'), 'utf8'), text);
    const sum = createHash('sha256').update(text).digest('hex');
    const list = readFileSync(join(changes!.medium, 'cairn/SHA256SUMS'), 'utf8');
    assert.is(list, `${OTHER}\n${sum}  graph.json\n`);
  });
});

test.run();
