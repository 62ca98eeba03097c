import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  renderClusterShellConfig,
  renderClusterShellGroups,
  renderClusterShellSource,
} from '../../../builder/render/cluster/clustershell.ts';

const test = suite('ClusterShell');

test("its groups are asked from Cairn's hosts", () => {
  assert.is(
    renderClusterShellSource(),
    `# Groups of ClusterShell, from the hosts that Cairn knows: clush -w @compute uptime
[cairn]
map: cairn host list --format nodes --group $GROUP
all: cairn host list --format nodes
list: cairn host list --groups
reverse: cairn host list --groups-of $NODE
cache_time: 5
`,
  );
  assert.match(renderClusterShellConfig(), '[Main]\ndefault: cairn\nconfdir: /etc/clustershell/groups.conf.d');
});

test("the base roll's frontend has the same files", () => {
  const path = new URL('../../../rolls/base/nodes/cairnd.xml', import.meta.url);
  const node = readFileSync(path, 'utf8');
  assert.ok(node.includes(renderClusterShellSource()));
  assert.ok(node.includes(renderClusterShellConfig()));
});

test('or written to a file', () => {
  const groups = new Map([['compute', 'compute-0-[0-3]']]);
  assert.is(renderClusterShellGroups(groups), 'cairn:\n    "compute": "compute-0-[0-3]"\n');
  assert.is(renderClusterShellGroups(new Map()), 'cairn: {}\n');
});

test.run();
