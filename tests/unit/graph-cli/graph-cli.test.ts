import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('cairn graph');
const MAIN = resolve('builder/cli/main.ts');
let folder = '';

/** Runs `cairn graph ...` in the folder of the example rolls. */
function cairn(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const loaders = [
    '--import',
    resolve('node_modules/tsx/dist/esm/index.mjs'),
    '--import',
    resolve('scripts/ejs-loader.mjs'),
  ];
  return spawnSync(process.execPath, [...loaders, MAIN, 'graph', ...args], { cwd: folder, encoding: 'utf8' });
}

function write(path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

test.before(() => {
  folder = mkdtempSync(join(tmpdir(), 'cairn-graph-'));
  write(
    'base/roll.yaml',
    'name: base\nversion: 1.0.0\nsummary: B\nos: [debian-13]\nappliances:\n  compute: { node: compute, summary: C }\nattributes:\n  greeting: { default: hi, help: G }\npublic: [compute]\n',
  );
  write(
    'base/nodes/compute.xml',
    '<kickstart><package>p</package><package type="meta">g</package><package disable="1">q</package></kickstart>',
  );
  write(
    'base/nodes/late.xml',
    '<kickstart><post>          <file name="/f" perms="0644">&hostname; &extra;</file></post></kickstart>',
  );
  write('base/graphs/base.xml', '<graph><edge from="compute" to="late"/></graph>');
  write('old/version.mk', 'ROLLNAME = sge\nVERSION = 6\n');
  write(
    'old/graphs/default/sge.xml',
    '<?xml version="1.0"?>\n<graph>\n<edge from="compute" to="sge-client"/>\n<edge from="server" to="sge-server"/>\n</graph>\n',
  );
  write(
    'old/nodes/sge-client.xml',
    '<?xml version="1.0"?>\n<kickstart>\n<post>&Nope;\n<file name="/f" mode="apend">x</file></post>\n</kickstart>\n',
  );
  write('host.json', '{ "extra": 7, "hostname": "n1", "flag": true }');
});
test.after(() => rmSync(folder, { recursive: true }));

test('profile --format json has the documented fields', () => {
  const { status, stdout } = cairn(
    'profile',
    'compute',
    '--roll',
    'base',
    '--attributes',
    'host.json',
    '--format',
    'json',
  );
  assert.is(status, 0);
  const profile = JSON.parse(stdout);
  assert.is(profile.appliance, 'compute');
  assert.equal(
    profile.nodes.map(({ name, roll, file }: Record<string, string>) => [name, roll, file]),
    [
      ['compute', 'base', 'nodes/compute.xml'],
      ['late', 'base', 'nodes/late.xml'],
    ],
  );
  assert.equal(
    profile.packages.enabled.map(({ name }: { name: string }) => name),
    ['@g', 'p'],
  );
  assert.equal(
    profile.packages.disabled.map(({ name }: { name: string }) => name),
    ['q'],
  );
  const [file] = profile.files;
  assert.equal(
    [file.path, file.text, file.node, file.roll, file.file, file.line],
    ['/f', 'n1 7', 'late', 'base', 'nodes/late.xml', 1],
  );
  assert.equal(profile.warnings, []);
});

test('an error names the file as it lies, and the exit code is 1', () => {
  const { status, stdout, stderr } = cairn('profile', 'compute', '--roll', 'base');
  assert.is(status, 1);
  assert.is(stdout, '');
  assert.match(
    stderr,
    /^base\/nodes\/late\.xml:1:68: error: Attribute "extra" is not defined \[ATTRIBUTE_UNDEFINED\]\n/,
  );
});

test('an imported roll is read as it is, with warnings in the document', () => {
  const { status, stdout } = cairn(
    'profile',
    'compute',
    '--roll',
    'base',
    '--roll',
    'old',
    '--attributes',
    'host.json',
    '--format',
    'json',
  );
  assert.is(status, 0);
  const { warnings } = JSON.parse(stdout);
  const shown = warnings.map(({ code, place }: Record<string, string>) => `${code} ${place}`);
  assert.equal(shown, [
    'ATTRIBUTE_VALUE old/nodes/sge-client.xml:4:1',
    'ATTRIBUTE_UNDEFINED old/nodes/sge-client.xml:3:7',
    'EDGE_DANGLING old/graphs/default/sge.xml:4:1',
  ]);
});

test('the sources of an imported roll may hold links that lead nowhere', () => {
  write('linked/graphs/default/x.xml', '<?xml version="1.0"?>\n<graph><edge from="x" to="y"/></graph>\n');
  for (const name of ['x', 'y']) write(`linked/nodes/${name}.xml`, '<?xml version="1.0"?>\n<kickstart/>\n');
  write('linked/src/Makefile', 'all:\n');
  write('linked/include/text', 'text\n');
  for (const place of ['src', 'include']) symlinkSync('../../absent', join(folder, `linked/${place}/link`));
  const imported = cairn('profile', 'x', '--roll', 'linked', '--format', 'json');
  assert.is(imported.status, 0, imported.stderr);
  const { nodes, warnings } = JSON.parse(imported.stdout);
  assert.equal(
    nodes.map(({ name }: { name: string }) => name),
    ['x', 'y'],
  );
  assert.equal(
    warnings.map(({ code, place }: Record<string, string>) => `${code} ${place}`),
    ['ROLL_PATH linked/include/link'],
    "src/ is none of the graph's",
  );
  rmSync(join(folder, 'linked/include/link'));
  write('linked/roll.yaml', 'name: linked\nappliances:\n  x: {}\n');
  const strict = cairn('profile', 'x', '--roll', 'linked');
  assert.is(strict.status, 1);
  assert.match(strict.stderr, /^linked\/src\/link: error: .* \[ROLL_PATH\]\n$/);
  rmSync(join(folder, 'linked/src/link'));
  assert.is(cairn('profile', 'x', '--roll', 'linked').status, 0);
});

test('every roll.yaml that is wrong is told of in one run', () => {
  for (const name of ['bad-1', 'bad-2']) write(`${name}/roll.yaml`, `name: ${name}\n${name}: 1\n`);
  const { status, stderr } = cairn('profile', 'compute', '--roll', 'bad-1', '--roll', 'bad-2');
  assert.is(status, 1);
  assert.match(stderr, /bad-1\/roll\.yaml:2:1: error: [\s\S]*bad-2\/roll\.yaml:2:1: error: /);
});

test('check prints every finding and a sum', () => {
  const sound = cairn('check', '--roll', 'base', '--roll', 'old', '--format', 'json');
  assert.is(sound.status, 1);
  const { errors, findings } = JSON.parse(sound.stdout);
  assert.is(errors, 1);
  assert.equal(
    findings.map(({ severity, code }: Record<string, string>) => `${severity} ${code}`),
    [
      'error ATTRIBUTE_UNDEFINED',
      'warning EDGE_DANGLING',
      'warning EDGE_DANGLING',
      'warning ATTRIBUTE_UNDEFINED',
      'warning VALUE_IN_SCRIPT',
      'warning FILE_TWICE',
      'warning ATTRIBUTE_VALUE',
    ],
  );
  const text = cairn('check', '--roll', 'old');
  assert.is(text.status, 0);
  assert.match(text.stdout, /^1 node, 2 edges, 0 errors, 6 warnings\n$/);
});

test('wrong usage is exit code 2', () => {
  assert.is(cairn('profile').status, 2);
  assert.is(cairn('profile', 'compute').status, 2);
  assert.is(cairn('profile', 'compute', '--roll', 'base', '--format', 'xml').status, 2);
});

/** A roll with one node that writes what it knows of its operating system. */
function writeSystemRoll(name: string, os: string): void {
  write(`${name}/roll.yaml`, `name: ${name}\nos: ${os}\nappliances:\n  top: { node: top }\n`);
  write(`${name}/nodes/top.xml`, '<kickstart><package>p-&os;-&codename;</package></kickstart>');
  write(`${name}/graphs/g.xml`, '<graph><edge from="top" to="end"/></graph>');
  write(`${name}/nodes/end.xml`, '<kickstart/>');
}

const packageOf = (...args: string[]): string => {
  const { stdout, stderr } = cairn('profile', 'top', '--format', 'json', ...args);
  return stdout === '' ? stderr : JSON.parse(stdout).packages.enabled[0].name;
};

test('a roll without an operating system is asked about the preferred one that it is for', () => {
  writeSystemRoll('any', '[]');
  writeSystemRoll('old', '[debian-12]');
  writeSystemRoll('both', '[debian-12, debian-13]');
  assert.is(packageOf('--roll', 'any'), 'p-debian-13-trixie');
  assert.is(packageOf('--roll', 'both'), 'p-debian-13-trixie');
  write(
    'new/roll.yaml',
    'name: new\nos: debian-99\ncodename: zurg\nsuites: [zurg]\ncomponents: [main]\nkeyring: k\n',
  );
  assert.is(packageOf('--roll', 'any', '--roll', 'new'), 'p-debian-99-zurg', 'the OS roll that is given');
  assert.is(packageOf('--roll', 'any', '--roll', 'new', '--os', 'debian-13'), 'p-debian-13-trixie');
});

test('an operating system that no roll describes has no code name, and the error says what to add', () => {
  writeSystemRoll('far', '[rocky-9]');
  const said = packageOf('--roll', 'far');
  assert.match(said, /^far\/nodes\/top\.xml:1:\d+: error: Attribute "codename" is not defined/);
  assert.match(said, /The roll of rocky-9 says it.*--roll DIR/);
});

test('a bundle is looked at before it is used: another one, or something else, is wrong input', () => {
  write('empty.json', '{}');
  write('later.json', '{"format":2,"rolls":[]}');
  write('odd.json', '{"format":1,"rolls":[{"name":"r","files":"none"}]}');
  write('open.json', '{"format":1');
  const refused = (file: string): string => {
    const { status, stderr } = cairn('check', '--bundle', file);
    assert.is(status, 1, stderr);
    return stderr;
  };
  assert.match(refused('empty.json'), /^empty\.json: error: This is no graph bundle: it names no format \[/);
  assert.match(refused('later.json'), 'The graph bundle has format 2, this program knows format 1');
  assert.match(refused('odd.json'), 'This is no graph bundle: "rolls.0.files" is not a list');
  assert.match(refused('open.json'), 'The graph bundle is no JSON');
  const { status, stderr } = cairn('diff', 'empty.json', 'later.json');
  assert.is(status, 1);
  assert.match(stderr, 'This is no graph bundle');
});

test.run();
