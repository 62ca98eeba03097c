import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { kernelArguments, readFrontendConfig } from '../../../../builder/frontend/service/shared/config.ts';
import { attributesOfMachine, traverse } from '../../../../builder/graph/mod.ts';
import { readRecipeGraph } from '../../../fakes/recipe-graph.ts';

const OPTIONS = 'console=ttyS0 dyndbg="file drivers/usb/core/hub.c +p" quiet systemd.unit=a\\x2db.service';
const test = suite('case: kernel options with quotes and backslashes');

test("are in the frontend's settings as they are, and words for its boot scripts", async () => {
  const graph = await readRecipeGraph(join(import.meta.dirname, 'recipe.yaml'));
  const host = { hostname: 'frontend', kernel_options: OPTIONS };
  const { profile } = traverse(graph, attributesOfMachine(graph, 'frontend', host), 'frontend');
  const settings = profile!.files.find(({ path }) => path === '/etc/cairn/frontend.json')!.text;
  const folder = mkdtempSync(join(tmpdir(), 'cairn-case-'));
  const file = join(folder, 'frontend.json');
  writeFileSync(file, settings);
  const config = await readFrontendConfig(file).finally(() => rmSync(folder, { recursive: true }));
  assert.is(config.kernelOptions, OPTIONS);
  assert.equal(kernelArguments(config), [
    'console=ttyS0',
    'dyndbg=file drivers/usb/core/hub.c +p',
    'quiet',
    'systemd.unit=a\\x2db.service',
  ]);
});

test('the settings that came of them before are still refused', async () => {
  const broken = join(import.meta.dirname, 'frontend.json');
  const error = await readFrontendConfig(broken).catch((failure: Error) => failure);
  assert.match((error as Error).message, /no JSON/);
});

test.run();
