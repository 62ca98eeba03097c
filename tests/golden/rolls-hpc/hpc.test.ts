import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planSettings } from '../../../builder/backends/debian/settings.ts';
import { attributesOfMachine, checkGraph, type Profile, traverse } from '../../../builder/graph/mod.ts';
import { readRecipeGraph } from '../../fakes/recipe-graph.ts';

// CAIRN_GOLDEN=write writes the expected answers anew; review the difference before committing it.
const EXPECTED = resolve('tests/golden/rolls-hpc/expected');
const KEY = 'ab'.repeat(32);

const graph = await readRecipeGraph('recipes/hpc.yaml');

function compile(
  appliance: string,
  given: Readonly<Record<string, string>>,
): ReturnType<typeof traverse> {
  const hostname = appliance === 'frontend' ? 'frontend' : `${appliance}-2-7`;
  const machine = attributesOfMachine(graph, appliance, { hostname, rack: '2', rank: '7', ...given });
  return traverse(graph, machine, appliance, { revealSecrets: true });
}

/** A profile with the settings of the hpc roll alone. */
function ownSettings(profile: Profile): Profile {
  const isOurs = ({ by }: { readonly by?: readonly { readonly roll: string }[] }): boolean =>
    by === undefined || by.some(({ roll }) => roll === 'hpc');
  const parts = Object.entries(profile).map(([key, part]) => [key, Array.isArray(part) ? part.filter(isOurs) : part]);
  return Object.fromEntries(parts) as Profile;
}

/** What the hpc roll gives an appliance; other rolls may change without a difference here. */
function renderPart(profile: Profile): string {
  const ours = <Item extends { readonly roll: string }>(items: readonly Item[]): Item[] =>
    items.filter(({ roll }) => roll === 'hpc');
  const lines = [
    ...ours(profile.nodes).map(({ name }) => `node ${name}`),
    ...profile.packages.enabled.filter(({ by }) => ours(by).length > 0).map(({ name }) => `package ${name}`),
    ...profile.services
      .filter(({ by }) => ours(by).length > 0)
      .map(({ name, enabled }) => `service ${name} ${enabled ? 'on' : 'off'}`),
  ];
  const settings = planSettings(ownSettings(profile)).files.map(
    ({ path, mode, text }) => `\n<<< settings ${path} ${mode.toString(8)}\n${text}>>>\n`,
  );
  const scripts = ours(profile.scripts).map((script) => {
    const parts = script.parts.map((part) =>
      part.kind === 'file'
        ? `<<< ${part.mode} ${part.path} ${part.owner ?? '-'} ${part.perms ?? '-'}\n${part.text.trim()}\n>>>\n`
        : part.text,
    );
    const known = Object.entries(script.environment ?? {}).map(([name, value]) => ` ${name}=${value}`);
    return `\n== ${script.node} ${script.phases.join(',')}${known.join('')}\n${parts.join('').replace(/^\s*\n/gm, '')}`;
  });
  return `${lines.join('\n')}\n${settings.join('')}${scripts.join('')}`;
}

const test = suite('rolls/hpc');

test('leaves the graph without a finding', () => {
  assert.equal(checkGraph(graph, { strict: true, host: {}, collectEvals: true }).map(({ message }) => message), []);
});

for (const appliance of ['frontend', 'compute', 'login']) {
  test(`gives the appliance "${appliance}" what is expected`, () => {
    const { profile, problems } = compile(appliance, { munge_key: KEY, ssh_authorized_keys: '', admin_user: '' });
    assert.equal(problems, []);
    const text = renderPart(profile!);
    const file = join(EXPECTED, `${appliance}.txt`);
    if (process.env['CAIRN_GOLDEN'] === 'write') writeFileSync(file, text);
    assert.fixture(text, readFileSync(file, 'utf8'));
  });
}

test('needs no munge key to compile a frontend, and does to compile a host', () => {
  assert.equal(compile('frontend', {}).problems, []);
  assert.ok(compile('compute', {}).problems.some(({ message }) => message.includes('"munge_key"')));
});

test('gives no machine the munge key but by the file that holds it', () => {
  const { profile } = compile('compute', { munge_key: KEY });
  const { scripts, files: _, ...rest } = profile!;
  assert.not.match(JSON.stringify(rest), KEY);
  const files = scripts.flatMap(({ parts }) => parts).filter((part) => JSON.stringify(part).includes(KEY));
  assert.equal(
    files.map((part) => (part.kind === 'file' ? [part.path, part.owner, part.perms] : [])),
    [['/etc/munge/munge.key', 'munge:munge', '0400']],
  );
});

test('works where nothing is installed over the network: the frontend keeps a key of its own', () => {
  const { profile, problems } = compile('frontend', { network_install: 'no' });
  assert.equal(problems, []);
  const names = profile!.nodes.map(({ name }) => name);
  assert.not.ok(names.includes('munge-frontend'));
  assert.ok(names.includes('slurm-controller'));
});

test.run();
