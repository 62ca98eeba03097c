import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderGraphPage } from '../../builder/build/picture/graph-picture.ts';
import { parseGraph } from '../../builder/graph/mod.ts';
import { machineRoom } from '../../scripts/bench-graph-data.ts';
import { graphOf } from '../unit/render-picture/pictures.ts';
import { type OpenPage, openPage } from './open-page.ts';

const folder = mkdtempSync(join(tmpdir(), 'cairn-page-'));
const node = (name: string): string => `.view:not([hidden]) .n:has(text:text-is("${name}"))`;

async function open(file: string, html: string): Promise<OpenPage> {
  const path = join(folder, file);
  writeFileSync(path, html);
  return openPage(pathToFileURL(path).href);
}

/** How large the view is drawn. */
async function scaleOf({ page }: OpenPage): Promise<number> {
  const transform = await page.locator('.view:not([hidden]) .map').getAttribute('transform');
  return Number(/scale\(([\d.]+)\)/.exec(transform ?? '')?.[1]);
}

const small = suite('the page of a graph');
let opened: OpenPage;

small.before(async () => {
  opened = await open('small.html', await renderGraphPage(graphOf(), { title: 'Example' }));
});
small.before.each(async () => {
  await opened.page.reload();
});
small.after(async () => {
  await opened.close();
});

small('asks for nothing but itself and makes no mistake', () => {
  assert.equal([...new Set(opened.requests.map((url) => new URL(url).protocol))], ['file:']);
  assert.equal(new Set(opened.requests).size, 1);
  assert.equal(opened.mistakes, []);
});

small('a click on a node shows its packages and scripts; Escape closes them', async () => {
  const { page } = opened;
  assert.not.ok(await page.isVisible('#details'));
  await page.click(node('ssh'));
  const text = (await page.textContent('#details'))!;
  for (const part of ['ssh', 'roll core', 'extended by extra', 'openssh-server', 'mosh', 'Scripts (1)']) {
    assert.ok(text.includes(part), `${part} is not in: ${text}`);
  }
  await page.click('#details summary');
  assert.match((await page.textContent('#details pre'))!, 'echo "&secret;"');
  await page.keyboard.press('Escape');
  assert.not.ok(await page.isVisible('#details'));
});

small('a link in the panel leads to the next node', async () => {
  const { page } = opened;
  await page.click(node('ssh'));
  await page.click('#details a:text-is("keys")');
  assert.is(await page.textContent('#details h2'), 'keys');
});

small('search finds nodes by name and by package; Enter goes there', async () => {
  const { page } = opened;
  await page.keyboard.press('/');
  await page.keyboard.type('openssh');
  assert.match((await page.textContent('#hits'))!, /^1 of /);
  await page.keyboard.press('Enter');
  assert.is(await page.textContent('#details h2'), 'ssh');
  assert.is(await page.locator('.view:not([hidden]) .n.hit').count(), 1);
  await page.fill('#search', 'nothing of the kind');
  assert.match((await page.textContent('#hits'))!, /^0 of /);
});

small('buttons, keys and the wheel zoom; a drag moves the map', async () => {
  const { page } = opened;
  const fitted = await scaleOf(opened);
  await page.click('#in');
  const closer = await scaleOf(opened);
  assert.ok(closer > fitted, `${closer} after ${fitted}`);
  await page.click('#fit');
  assert.is(await scaleOf(opened), fitted);
  await page.mouse.move(300, 300);
  await page.mouse.wheel(0, 400);
  await page.waitForFunction(
    `Number(document.querySelector('.view:not([hidden]) .map').getAttribute('transform').split('scale(')[1].slice(0, -1)) < ${fitted}`,
  );
  const at = async (): Promise<number> => (await page.locator(node('top')).boundingBox())!.x;
  const before = await at();
  await page.mouse.move(40, 700);
  await page.mouse.down();
  await page.mouse.move(140, 700, { steps: 4 });
  await page.mouse.up();
  assert.ok(Math.abs((await at()) - before - 100) < 2, `${await at()} after ${before}`);
});

small('an appliance shows only what it reaches, and the address remembers it', async () => {
  const { page } = opened;
  const names = (): Promise<string[]> => page.locator('.view:not([hidden]) .n text').allTextContents();
  assert.ok((await names()).includes('nowhere'));
  await page.selectOption('#choose', { label: 'top' });
  const reached = await names();
  assert.ok(reached.includes('keys') && !reached.includes('nowhere'), reached.join(' '));
  const again = await openPage(page.url());
  assert.is(await again.page.locator('#choose option:checked').textContent(), 'top');
  await again.close();
});

small.run();

const large = suite('the page of 400 nodes');
large('is drawn, and every node can be found', async () => {
  const html = await renderGraphPage(parseGraph(machineRoom(400, 550, 450)), { title: 'Machine room' });
  const { page, mistakes, close } = await open('large.html', html);
  try {
    await page.fill('#search', 'node-399');
    await page.press('#search', 'Enter');
    assert.is(await page.textContent('#details h2'), 'node-399');
    const box = (await page.locator(node('node-399')).boundingBox())!;
    const panel = (await page.locator('#details').boundingBox())!;
    assert.ok(box.x + box.width < panel.x, 'The panel covers the node');
    await page.click('#in');
    assert.equal(mistakes, []);
    const shot = process.env['CAIRN_TEST_SCREENSHOTS'];
    if (shot !== undefined) await page.screenshot({ path: join(shot, 'graph-400-near.png') });
    await page.keyboard.press('Escape');
    await page.click('#fit');
    if (shot !== undefined) await page.screenshot({ path: join(shot, 'graph-400.png') });
  } finally {
    await close();
  }
});
large('the legend lies beside the graph, and a roll leads to its nodes', async () => {
  const room = machineRoom(400, 550, 450);
  // Rolls have their nodes in one place of the graph, not all over it
  const far = {
    name: 'far',
    files: [
      { path: 'nodes/far.xml', text: '<kickstart/>' },
      { path: 'graphs/far.xml', text: '<graph><edge from="node-399" to="far"/></graph>' },
    ],
  };
  const html = await renderGraphPage(parseGraph({ ...room, rolls: [...room.rolls, far] }), {
    title: 'Machine room',
  });
  const { page, close } = await open('legend.html', html);
  try {
    const stage = (await page.locator('#stage').boundingBox())!;
    const legend = (await page.locator('#legend').boundingBox())!;
    assert.ok(legend.y >= stage.y + stage.height, `${legend.y} in ${stage.y} + ${stage.height}`);
    await page.click('#legend button:has-text("far")');
    assert.is(await page.textContent('#hits'), '1 of 401');
    const box = (await page.locator(node('far')).boundingBox())!;
    assert.ok(box.width > 40, `as small as before: ${box.width}`);
    assert.ok(Math.abs(box.x + box.width / 2 - stage.width / 2) < 2, 'not in the middle');
    await page.click('#legend button:has-text("roll-3")');
    for (const hit of await page.locator('.n.hit').all()) {
      const { x, y } = (await hit.boundingBox())!;
      assert.ok(x >= 0 && x < stage.width && y >= stage.y && y < stage.y + stage.height, `${x} ${y}`);
    }
  } finally {
    await close();
    rmSync(folder, { recursive: true });
  }
});
large.run();
