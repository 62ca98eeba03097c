import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  attributesOfMachine,
  checkScriptValues,
  collectEntryPoints,
  traverse,
} from '../../../builder/graph/mod.ts';
import type { AttributeMap, Graph } from '../../../builder/model/mod.ts';
import { renderEnvironment } from '../../../builder/render/script/render-environment.ts';
import { type RenderedScript, renderScripts } from '../../../builder/render/script/render-script.ts';
import { readRecipeGraph } from '../../fakes/recipe-graph.ts';

/** What a value would do to a script that took it for code. */
const HOSTILE = [
  '$(touch hit)',
  "'; touch hit; '",
  '"; touch hit; "',
  '`touch hit`',
  'a\ntouch hit\nCAIRN_END\ntouch hit',
  '$(touch hit)\\',
  '& touch hit &',
  '*',
];
const HARMLESS = 'plain';

const GRAPHS = new Map([
  ['recipes/minimal.yaml', await readRecipeGraph('recipes/minimal.yaml')],
  ['recipes/hpc.yaml', await readRecipeGraph('recipes/hpc.yaml')],
]);

/** What elements judge where they stand: another form of it is no profile at all. */
const JUDGED = {
  private_network: '10.1.0.0',
  private_prefix: '16',
  frontend_hostname: 'frontend',
  extra_links: '',
};

/** The scripts of a machine of which every attribute that somebody may set, but those that are judged, has one value. */
function renderWith(graph: Graph, appliance: string, value: string): RenderedScript[] {
  const names = ['hostname', 'rack', 'rank', ...graph.declarations.map(({ name }) => name)];
  const host: AttributeMap = Object.fromEntries(names.map((name) => [name, value]));
  const machine = attributesOfMachine(graph, appliance, { ...host, ...JUDGED, network_install: 'yes' });
  const { profile, problems } = traverse(graph, machine, appliance, { revealSecrets: true });
  assert.equal(problems, []);
  return renderScripts(profile!.scripts);
}

/** The code of a script: without its environment, and without what its here-documents hold as it is. */
function codeOf({ text, script }: RenderedScript): string {
  const environment = renderEnvironment(script.environment);
  assert.ok(text.startsWith(environment));
  return text.slice(environment.length).replace(/<<'(CAIRN_END\w*)'([^\n]*)\n(?:[\s\S]*?\n)?\1\n/g, '<<$2\n');
}

const test = suite('rolls/base and rolls/hpc: values are not code');

for (const [recipe, graph] of GRAPHS) {
  test(`no node of ${recipe} has a value in the text of a script`, () => {
    assert.equal(checkScriptValues(graph), []);
  });

  for (const { appliance } of collectEntryPoints(graph)) {
    test(`${recipe}: no value of any attribute changes the code of a script of "${appliance}"`, () => {
      const expected = renderWith(graph, appliance, HARMLESS).map(codeOf);
      assert.ok(expected.length > 10);
      for (const value of HOSTILE) assert.equal(renderWith(graph, appliance, value).map(codeOf), expected);
    });
  }
}

test('a private network that is none is refused', () => {
  const graph = GRAPHS.get('recipes/minimal.yaml')!;
  for (const private_network of HOSTILE) {
    const machine = attributesOfMachine(graph, 'compute', { ...JUDGED, private_network });
    const { problems } = traverse(graph, machine, 'compute');
    assert.ok(
      problems.some(({ code }) => code === 'ATTRIBUTE_VALUE'),
      private_network,
    );
  }
});

test('time servers that are no names end as words of a configuration file', () => {
  const graph = GRAPHS.get('recipes/minimal.yaml')!;
  for (const value of HOSTILE) {
    const folder = mkdtempSync(join(tmpdir(), 'cairn-values-'));
    try {
      const conf = join(folder, 'chrony.conf');
      const texts = renderWith(graph, 'frontend', value)
        .filter(({ script }) => script.node === 'frontend-time')
        .map(({ text }) => text.replaceAll('/etc/chrony/chrony.conf', conf));
      for (const text of texts) {
        const env = { ...process.env, CAIRN_LOG: join(folder, 'log') };
        const { status } = spawnSync('sh', ['-'], { input: text, cwd: folder, env });
        assert.is(status, 0, value);
      }
      assert.is(existsSync(join(folder, 'hit')), false, value);
      assert.match(readFileSync(conf, 'utf8'), 'server ');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
});

test.run();
