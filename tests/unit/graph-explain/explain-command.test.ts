import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const root = resolve(import.meta.dirname, '../../..');

function explain(...args: readonly string[]): {
  readonly code: number;
  readonly out: string;
  readonly err: string;
} {
  const loaders = ['--import', 'tsx', '--import', './scripts/ejs-loader.mjs'];
  const argv = [...loaders, 'builder/cli/main.ts', 'graph', 'explain', ...args];
  try {
    const out = execFileSync(process.execPath, argv, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
    return { code: 0, out, err: '' };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    return { code: status, out: stdout, err: stderr };
  }
}

const test = suite('cairn graph explain');
let folder = '';
test.before(() => {
  folder = mkdtempSync(join(tmpdir(), 'cairn-explain-'));
});
test.after(() => rmSync(folder, { recursive: true }));

test('a host of a site has its own values, and the secrets of a site stay secret', () => {
  const site = join(folder, 'site.yaml');
  writeFileSync(
    site,
    `cluster: t
hosts:
  c-0: { appliance: compute, rack: 0, rank: 0, mac: "02:00:00:00:00:01" }
secrets:
  global: { undeclared: hunter2 }
attributes:
  host:
    c-0: { firmware: "yes" }
`,
  );
  const about = ['--recipe', 'recipes/minimal.yaml', '--site', site, '--host', 'c-0'];
  const { out } = explain('compute', 'firmware', ...about);
  assert.match(out, 'Attribute "firmware" is "yes" on appliance "compute", host "c-0"');
  assert.match(out, 'Node "firmware" is part of');
  const secret = explain('compute', 'undeclared', ...about, '--format', 'json');
  assert.is(secret.code, 0);
  assert.match(secret.out, '"[secret]"');
  assert.not.match(secret.out, 'hunter2');
});
test('the hosts of a site are those that a machine asks for, and who asks is told', () => {
  const roll = join(folder, 'asking');
  mkdirSync(join(roll, 'nodes'), { recursive: true });
  mkdirSync(join(roll, 'graphs'));
  writeFileSync(join(roll, 'roll.yaml'), 'name: asking\nversion: 1\nrequires: [base]\npublic: [asking]\n');
  writeFileSync(join(roll, 'graphs/g.xml'), '<graph><edge from="compute" to="asking"/></graph>');
  writeFileSync(
    join(roll, 'nodes/asking.xml'),
    `<node>
<package cond="hosts.count.compute > 1">bc</package>
<post><file name="/etc/peers"><hosts where="firmware == True" field="address"/></file></post>
</node>`,
  );
  const site = join(folder, 'hosts.yaml');
  writeFileSync(
    site,
    `cluster: t
hosts:
  c-1: { appliance: compute, rack: 0, rank: 1, address: 10.1.0.3 }
  c-0: { appliance: compute, rack: 0, rank: 0, address: 10.1.0.2 }
attributes:
  host: { c-1: { firmware: "yes" } }
`,
  );
  const about = ['--recipe', 'recipes/minimal.yaml', '--roll', roll, '--site', site, '--host', 'c-0'];
  const { out } = explain('compute', 'hosts', ...about);
  assert.match(out, 'Hosts "hosts.count.compute" is part of appliance "compute", host "c-0"');
  assert.match(out, 'node "asking" has c-0 c-1, as the site says  asking/nodes/asking.xml:2');
  assert.match(out, 'Hosts "address of hosts where firmware == True"');
  assert.match(out, 'node "asking" has c-1, as the site says  asking/nodes/asking.xml:3');
  assert.match(explain('compute', 'bc', ...about).out, 'hosts.count.compute is "2"');
});

test('a graph with errors still explains attributes and nodes', () => {
  const roll = join(folder, 'broken');
  mkdirSync(join(roll, 'nodes'), { recursive: true });
  mkdirSync(join(roll, 'graphs'));
  writeFileSync(
    join(roll, 'roll.yaml'),
    'name: broken\nversion: 1.0.0\nsummary: x\nappliances:\n  top: { node: top }\n',
  );
  writeFileSync(join(roll, 'nodes/top.xml'), '<node><post>&gone;</post></node>');
  writeFileSync(join(roll, 'graphs/g.xml'), '<graph><edge from="top" to="top"/></graph>');
  const { code, out, err } = explain('top', 'gone', '--roll', roll);
  assert.is(code, 1);
  assert.match(out, 'Attribute "gone" has no value');
  assert.match(out, 'used by node "top"  broken/nodes/top.xml:1');
  assert.match(err, 'Attribute "gone" is not defined');
  assert.is(explain('top', 'nothing', '--roll', roll).out, '');
});
test('wrong usage', () => {
  assert.is(explain('compute', 'x', '--roll', 'rolls/base', '--kind', 'thing').code, 2);
  assert.is(explain('compute', 'x', '--roll', 'rolls/base', '--chains', '0').code, 2);
  assert.is(explain('nothing', 'x', '--roll', 'rolls/base').code, 1);
});
test.run();
