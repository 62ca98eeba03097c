// Measures pages in Debian's Chromium: a graph of 400 nodes, and the frontend's page while 5,000 hosts change at once.
// Fails when a bar is missed. The bars hold on one busy processor.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderGraphPage } from '../builder/build/picture/graph-picture.ts';
import { parseGraph } from '../builder/graph/mod.ts';
import { openPage } from '../tests/browser/open-page.ts';
import { withLocalFrontend } from '../tests/web/local-frontend.ts';
import { machineRoom } from './bench-graph-data.ts';

const HOSTS = process.argv.includes('--quick') ? 1000 : 5000;

/** Milliseconds from the beginning until the page was drawn. */
const FIRST_DRAWN = `
new Promise((done) => {
  new PerformanceObserver((list) => {
    const [paint] = list.getEntriesByName('first-contentful-paint');
    if (paint) done(paint.startTime);
  }).observe({ type: 'paint', buffered: true });
})`;
/** Milliseconds until two more pictures were drawn. */
const TWO_FRAMES = `
new Promise((done) => {
  const start = performance.now();
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
})`;
/** Milliseconds of the longest time without a new picture, until all hosts are installing. */
const LONGEST_PAUSE = `
new Promise((done) => {
  let most = 0;
  let last = performance.now();
  requestAnimationFrame(function frame(now) {
    most = Math.max(most, now - last);
    last = now;
    if (/${HOSTS} installing/.test(document.getElementById('chips').textContent)) done(most);
    else requestAnimationFrame(frame);
  });
})`;

const rows: { readonly what: string; readonly ms: number; readonly barMs: number }[] = [];

const folder = mkdtempSync(join(tmpdir(), 'cairn-bench-page-'));
try {
  const file = join(folder, 'graph.html');
  writeFileSync(
    file,
    await renderGraphPage(parseGraph(machineRoom(400, 550, 450)), { title: 'Machine room' }),
  );
  const { page, close } = await openPage(pathToFileURL(file).href);
  const drawnMs = await page.evaluate<number>(FIRST_DRAWN);
  rows.push({ what: 'graph of 400 nodes: first drawn', ms: drawnMs, barMs: 3000 });
  await page.click('#in');
  rows.push({ what: 'graph of 400 nodes: zoomed', ms: await page.evaluate<number>(TWO_FRAMES), barMs: 3000 });
  await close();
} finally {
  rmSync(folder, { recursive: true });
}

await withLocalFrontend(
  async ({ url, state }) => {
    const { page, close } = await openPage(`${url}/cairn/`);
    const names = (await state.listHosts()).map(({ name }) => name);
    const longest = page.evaluate<number>(LONGEST_PAUSE);
    await Promise.all(names.map((name) => state.recordReport(name, { event: 'started' })));
    rows.push({ what: `page while ${HOSTS} hosts change: longest pause`, ms: await longest, barMs: 4000 });
    await close();
  },
  { hosts: HOSTS },
);

let isMissed = false;
for (const { what, ms, barMs } of rows) {
  isMissed ||= ms > barMs;
  console.log(
    `${what.padEnd(50)} ${ms.toFixed(0).padStart(6)} ms  bar ${barMs}${ms > barMs ? '  MISSED' : ''}`,
  );
}
if (isMissed) process.exitCode = 1;
