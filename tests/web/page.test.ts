import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openPage } from '../browser/open-page.ts';
import { type LocalFrontend, until, withLocalFrontend } from './local-frontend.ts';
import { takePicture, WIDE, waitForText, waitUntilTrue, withPage } from './with-page.ts';

const NARROW = { width: 400, height: 800 };

/** Waits until the service has written a value for the first host. */
function waitForDocument({ url }: LocalFrontend, name: string): Promise<void> {
  return until(`"${name}" in the host's document`, async () =>
    (await (await fetch(`${url}/hosts/compute-0-0.json`)).text()).includes(`"${name}"`),
  );
}

/** Takes out what a test is about. */
function dropMistakes(mistakes: readonly string[], expected: RegExp): void {
  const others = mistakes.filter((text) => !expected.test(text));
  (mistakes as string[]).splice(0, mistakes.length, ...others);
}

const ROW = 'tr[data-host="compute-0-0"]';

/** What runs in the page is text: it is of another world, with other types. */
const NAMELESS = `
[...document.querySelectorAll('a, button, input, iframe, aside, nav, table, progress, [tabindex]')]
  .filter((one) =>
    !['aria-label', 'aria-labelledby', 'title'].some((name) => one.hasAttribute(name)) &&
    !one.closest('label') && one.id !== 'name' && one.textContent.trim() === '')
  .map((one) => one.outerHTML)`;
/** Pixels by which something is wider than its place. */
const OVERFLOW = `
Math.max(...[...document.querySelectorAll('body, #hosts, .scroll, #side')].map((box) => box.scrollWidth - box.clientWidth))`;
const test = suite('web page');
test('progress moves as a machine reports, without loading anything anew', () =>
  withPage(async ({ page, frontend, requests }) => {
    await waitForText(page, ROW, /new/);
    await page.evaluate('window.kept = true');
    const machine = await frontend.installer('compute-0-0');
    await machine.event({ event: 'started' });
    await waitForText(page, ROW, /installing.*0 %/s);
    for (const percent of [20, 60, 85]) {
      await machine.event({ event: 'phase', phase: 'packages', percent });
      await waitForText(page, ROW, new RegExp(`${percent} %.*packages`, 's'));
      assert.is(await page.locator(`${ROW} progress`).evaluate((bar) => bar.value), percent);
    }
    await takePicture(page, 'hosts-3');
    await machine.event({ event: 'finished' });
    await waitForText(page, ROW, /installed.*os/s);
    await waitForText(page, '#chips', /1 installed/);
    assert.ok(await page.evaluate('window.kept'), 'the page was not loaded again');
    assert.is(requests.filter((address) => address.endsWith('/cairn/hosts')).length, 1);
  }));
test('hosts come and go', () =>
  withPage(
    async ({ page, frontend }) => {
      await waitForText(page, '#empty', /No host yet.*cairn discover/);
      await frontend.state.addHosts([{ appliance: 'login' }, { appliance: 'compute' }]);
      await waitForText(page, '#rows', /compute-0-0.*login-0-0/s);
      assert.is(await page.locator('#empty').isVisible(), false);
      await frontend.state.removeHosts(['login-0-0']);
      await page.locator('tr[data-host="login-0-0"]').waitFor({ state: 'detached' });
    },
    { hosts: 0 },
  ));
test('the service may end and start again: the page says so, and catches up', () =>
  withLocalFrontend(async (frontend) => {
    const { page, close } = await openPage(`${frontend.url}/cairn/`);
    try {
      await waitForText(page, '#link', /^Live$/);
      await frontend.stop('SIGKILL');
      await waitForText(page, '#link', /Connection lost/);
      await frontend.state.recordReport('compute-0-1', { event: 'started' });
      await frontend.state.removeHosts(['compute-0-2']);
      await frontend.start();
      await waitForText(page, '#link', /^Live$/);
      await waitForText(page, 'tr[data-host="compute-0-1"]', /installing/);
      await page.locator('tr[data-host="compute-0-2"]').waitFor({ state: 'detached' });
    } finally {
      await close();
    }
  }));
test('one click to the description, one to the log, and the log grows', () =>
  withPage(async ({ page, frontend }) => {
    const machine = await frontend.installer('compute-0-0');
    await machine.event({ event: 'started' });
    await machine.log('first line\n\u001b[31mred\u001b[0m line\r\n');
    await page.click(`${ROW} a:text("compute-0-0")`);
    await waitForText(page, '#about', /rack 0, rank 0.*started.*Nodes.*boot-loader.*base/s);
    await page.click('#about summary:has-text("Packages")');
    await waitForText(page, '#about', /openssh-server/);
    await takePicture(page, 'description');
    // An event is seen in the description too.
    await machine.event({ event: 'phase', phase: 'disks', percent: 3 });
    await waitForText(page, '#about .event', /disks/);
    await page.click('#shut');
    await page.click(`${ROW} >> text=Log`);
    await waitForText(page, '#log', /^first line\nred line\n$/);
    for (let line = 0; line < 60; line += 1) await machine.log(`line ${line}\n`);
    await waitForText(page, '#log', /line 59\n$/);
    const isAtEnd = () =>
      page.locator('#side').evaluate((box) => box.scrollTop + box.clientHeight >= box.scrollHeight - 2);
    assert.ok(await isAtEnd(), 'the end is in sight');
    await takePicture(page, 'log');
    // Whoever reads further up is left alone.
    await page.locator('#side').evaluate((box) => box.scrollTo(0, 0));
    await waitUntilTrue(page, "!document.getElementById('follow').checked");
    await machine.log('much later\n');
    await waitForText(page, '#log', /much later/);
    assert.not(await isAtEnd());
    // A new installation starts a new log.
    await machine.event({ event: 'failed', text: 'The disk is too small' });
    await machine.event({ event: 'started' });
    await machine.log('once more\n');
    await waitForText(page, '#log', /^once more\n$/);
  }));
test('a long log is shown from near its end, and the rest when somebody wants it', () =>
  withPage(
    async ({ page, frontend }) => {
      const machine = await frontend.installer('compute-0-0');
      await machine.event({ event: 'started' });
      const piece = (at: number) => Array.from({ length: 5000 }, (_, line) => `${at} ${line} äöü\n`).join('');
      for (let at = 0; at < 5; at += 1) assert.is((await machine.log(piece(at))).status, 204);
      await page.evaluate("location.hash = '#/hosts/compute-0-0/log'");
      await waitForText(page, '#log', /4 4999 äöü\n$/);
      const length = () => page.locator('#log').evaluate((log) => log.textContent.length);
      assert.ok((await length()) < 140_000);
      while (await page.locator('#earlier').isVisible()) {
        const before = await length();
        await page.click('#earlier');
        await waitUntilTrue(page, `document.getElementById('log').textContent.length > ${before}`);
      }
      const text = await page.locator('#log').evaluate((log) => log.textContent);
      const lines = text.split('\n');
      assert.is(lines.length, 25_001);
      assert.match(text, /^0 0 äöü\n/);
    },
    { window: NARROW },
  ));
test('what machines say is text and nothing else', () =>
  withPage(async ({ page, frontend, url }) => {
    const evil = '<img src=x onerror="document.title=\'taken\'"><script>document.title="taken"</script>';
    const machine = await frontend.installer('compute-0-0');
    await machine.event({ event: 'started' });
    await machine.log(`${evil}\n</pre>${evil}\u0000\u001b]0;taken\u0007\n`);
    await machine.event({ event: 'phase', phase: evil, percent: 5 });
    await waitForText(page, `${ROW} .progress`, /<img src=x onerror/);
    await machine.event({ event: 'failed', text: evil });
    await waitForText(page, `${ROW} .why`, /<script>/);
    await frontend.state.setAttributes([
      { scope: 'host', subject: 'compute-0-0', name: 'motd', value: evil, secret: false },
    ]);
    await waitForDocument(frontend, 'motd');
    await page.click(`${ROW} .name`);
    await waitForText(page, '#about .callout', /<script>/);
    await waitForText(page, '#about', /Attributes set here/);
    await page.click('#about summary:has-text("Attributes")');
    await waitForText(page, '#about', /motd = <img/);
    await page.click('#to-log');
    await waitForText(page, '#log', /<\/pre><img/);
    // A frontend has no such names; the page would not mind.
    await page.route('**/cairn/hosts', async (route) => {
      const list = (await (await route.fetch()).json()) as Record<string, unknown>[];
      await route.fulfill({
        json: [{ ...list[0], name: `"><i>${evil}`, appliance: evil, address: evil, state: evil }],
      });
    });
    await page.goto(`${url}#/hosts`);
    await page.reload();
    await waitForText(page, '#rows', /"><i><img src=x/);
    assert.is(await page.locator('#rows img, #rows script, #side img, #side script').count(), 0);
    assert.match(await page.title(), /^frontend: hosts$/);
  }));
test('its policy lets nothing in: no script of others, no other server', () =>
  withPage(async ({ page, url, mistakes }) => {
    const answer = await fetch(url);
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'.*script-src 'self'/);
    assert.not.match(policy, /unsafe/);
    assert.is(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.not.match(await answer.text(), /https?:\/\/|<script>|<style|onclick/);
    await page.evaluate(`const script = document.createElement('script');
      script.textContent = 'document.title = "taken"';
      document.body.append(script);`);
    assert.is(await page.title(), 'frontend: hosts');
    const left = await page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'kept')");
    assert.is(left, 'kept');
    // The browser told of both.
    dropMistakes(mistakes, /Content Security Policy/);
  }));
test('no secret is shown, wherever it was set', () =>
  withPage(async ({ page, frontend }) => {
    const secrets = ['hunter2-global', 'hunter2-host', 'hunter2-key'];
    await frontend.state.setAttributes([
      { scope: 'global', subject: '', name: 'root_password_hash', value: secrets[0]!, secret: true },
      { scope: 'host', subject: 'compute-0-0', name: 'door_code', value: secrets[1]!, secret: true },
      { scope: 'host', subject: 'compute-0-0', name: 'motd', value: 'for everybody', secret: false },
    ]);
    await frontend.state.putKeys([{ host: 'compute-0-0', name: '/etc/key', value: secrets[2]! }]);
    await frontend.state.addHosts(
      [{ name: 'compute-0-0', appliance: 'compute', bmc: 'ipmi://root@127.9.0.1' }],
      {
        update: true,
      },
    );
    const machine = await frontend.installer('compute-0-0');
    assert.is((await machine.secrets()).status, 200);
    await waitForDocument(frontend, 'motd');
    await page.goto(`${frontend.url}/cairn/#/hosts/compute-0-0`);
    await page.click('#about summary:has-text("Attributes")');
    await waitForText(page, '#about', /motd = for everybody/);
    for (const summary of await page.locator('#about summary').all()) await summary.click();
    const seen = [await page.content()];
    for (const path of [
      '/cairn/hosts',
      '/cairn/hosts/compute-0-0',
      '/hosts/compute-0-0.json',
      '/cairn/graph',
    ])
      seen.push(await (await fetch(`${frontend.url}${path}`)).text());
    for (const text of seen) {
      for (const secret of [...secrets, machine.token, 'ipmi://']) assert.not(text.includes(secret), secret);
      assert.not.match(text, /PRIVATE KEY/);
    }
  }));
test('by keys alone, and by ear', () =>
  withPage(async ({ page }) => {
    await waitForText(page, ROW, /new/);
    await page.keyboard.press('/');
    await page.keyboard.type('0-2');
    await page.locator(ROW).waitFor({ state: 'detached' });
    await page.fill('#filter', '');
    await page.locator(ROW).waitFor();
    await page.locator(`${ROW} .name`).focus();
    await page.keyboard.press('Enter');
    await waitForText(page, '#about', /rack 0/);
    assert.is(await page.evaluate('document.activeElement.id'), 'name');
    await page.keyboard.press('Escape');
    await page.locator('#side').waitFor({ state: 'hidden' });
    assert.is(await page.evaluate('document.activeElement.textContent'), 'compute-0-0');
    // Everything that can be used has a name, and so has every part of the page.
    const nameless = await page.evaluate(NAMELESS);
    assert.equal(nameless, []);
    assert.is(await page.locator('html').getAttribute('lang'), 'en');
    assert.is(await page.locator('#link').getAttribute('role'), 'status');
  }));
test('a rollout with its waves, as it goes on', () =>
  withPage(
    async ({ page, frontend: { state } }) => {
      await waitForText(page, '#no-rollouts', /No rollout yet/);
      const names = (await state.listHosts()).map(({ name }) => name);
      const wish = {
        kind: 'reinstall',
        atOnce: 2,
        stopAfter: 1,
        hostSeconds: 900,
        isNewDisk: false,
        isOverwriting: false,
      } as const;
      const { id } = await state.addRollout(wish, names);
      await waitForText(page, '.rollout h2', /Rollout 1: reinstall running/);
      assert.is(await page.locator('.wave').count(), 2);
      const begin = names.slice(0, 2).map((host) => ({ host, step: 'begun', why: '' }) as const);
      await state.changeRollout(id, { moves: begin });
      await waitForText(page, '.rollout li', /compute-0-1 begun, new/);
      await state.recordReport('compute-0-1', { event: 'started' });
      await state.recordReport('compute-0-1', { event: 'phase', phase: 'disk', percent: 40 });
      await waitForText(page, '.rollout li', /compute-0-1 installing, disk 40 %/);
      assert.match((await page.locator('.wave .tile').nth(1).getAttribute('class')) ?? '', /installing/);
      const evil = '<img src=x onerror="document.title=\'taken\'">';
      await state.changeRollout(id, {
        moves: [
          { host: 'compute-0-0', step: 'good', why: '' },
          { host: 'compute-0-1', step: 'failed', why: evil },
        ],
        turn: { from: 'running', state: 'stopped', reason: '1 host failed' },
      });
      await waitForText(
        page,
        '.rollout',
        /stopped.*1 good, 1 failed, 1 waiting.*Stopped: 1 host failed.*<img src=x/s,
      );
      assert.is(await page.locator('.rollout img').count(), 0);
      await takePicture(page, 'rollout');
      assert.equal(await page.evaluate(NAMELESS), []);
      await page.click('.rollout li a');
      await waitForText(page, '#name', /^compute-0-1$/);
    },
    { at: '#/rollouts' },
  ));
test('the graph, coloured by roll, and what one appliance has of it', () =>
  withPage(
    async ({ page }) => {
      const frame = page.frameLocator('#graph iframe');
      await frame.locator('#legend').filter({ hasText: 'base' }).waitFor();
      assert.match((await frame.locator('#legend i').first().getAttribute('style')) ?? '', /background: ?#/);
      assert.ok((await frame.locator('svg.view:not([hidden]) .n').count()) > 20);
      await takePicture(page, 'graph');
      await page.evaluate("location.hash = '#/graph/compute'");
      await frame.locator('#choose').filter({ hasText: 'compute' }).waitFor();
      await waitUntilTrue(page, "!document.getElementById('graph').classList.contains('loading')");
      const shown = await frame
        .locator('#choose')
        .evaluate((choose) => choose.selectedOptions[0].textContent);
      assert.is(shown, 'compute');
      // The picture is a page without an origin: it can ask the service for nothing.
      const origin = await frame.locator('body').evaluate('self.origin');
      assert.is(origin, 'null');
      await page.goBack();
      await page.goBack().catch(() => {});
    },
    { at: '#/graph' },
  ));
test('two hundred hosts: seen at a glance, filtered by state and by words, in the dark and in a narrow window', () =>
  withPage(
    async ({ page, frontend }) => {
      await fillStates(frontend);
      await waitForText(page, '#chips', /200 all.*installing.*failed.*installed/s);
      assert.is(await page.locator('.tile').count(), 200);
      await page.locator('.tile.failed').first().waitFor();
      await takePicture(page, 'hosts-200');
      await page.click('#chips >> text=failed');
      await waitUntilTrue(page, "document.querySelectorAll('#rows tr').length < 200");
      const failed = await page.locator('#rows tr').count();
      assert.ok(failed > 5 && failed < 40, `${failed} rows`);
      assert.is(await page.locator('.tile.faint').count(), 200 - failed);
      await takePicture(page, 'hosts-failed');
      await page.click('#chips >> text=all');
      await page.fill('#filter', 'compute-3 packages');
      await waitUntilTrue(page, "document.querySelectorAll('#rows tr').length < 40");
      assert.match((await page.locator('#rows').textContent()) ?? '', /compute-3-/);
      await page.fill('#filter', 'nothing is called so');
      await waitForText(page, '#empty', /No host is like that/);
      await page.fill('#filter', '');
      await page.click('.tile[data-host="compute-4-7"]');
      await waitForText(page, '#name', /^compute-4-7$/);
      await page.emulateMedia({ colorScheme: 'dark' });
      await takePicture(page, 'hosts-200-dark');
      await page.keyboard.press('Escape');
      await page.setViewportSize(NARROW);
      await takePicture(page, 'hosts-200-narrow');
      const overflow = () => page.evaluate<number>(OVERFLOW);
      assert.ok((await overflow()) <= 0, 'nothing is wider than the window');
      await page.click(`${ROW} .name`);
      await waitForText(page, '#about', /rack 0/);
      assert.ok((await overflow()) <= 0, 'nor is a description');
      await takePicture(page, 'description-narrow');
    },
    { hosts: 200 },
  ));
test('failed hosts come first, and every column sorts: up, down, and as it was', () =>
  withPage(
    async ({ page, frontend }) => {
      const namesOf = (): Promise<string[]> =>
        page.evaluate("[...document.querySelectorAll('#rows tr')].map((row) => row.dataset.host)");
      const inOrder = ['compute-0-0', 'compute-0-1', 'compute-0-2', 'compute-0-3', 'compute-0-4'];
      await waitForText(page, '#rows', /compute-0-4/);
      assert.equal(await namesOf(), inOrder);
      await frontend.state.recordReport('compute-0-3', { event: 'started' });
      await frontend.state.recordReport('compute-0-3', { event: 'failed', text: 'no disk' });
      await frontend.state.recordReport('compute-0-1', { event: 'started' });
      await frontend.state.recordReport('compute-0-1', { event: 'phase', phase: 'disks', percent: 40 });
      await waitForText(page, 'tr[data-host="compute-0-3"]', /no disk/);
      await waitForText(page, 'tr[data-host="compute-0-1"]', /40 %/);
      const others = inOrder.filter((name) => name !== 'compute-0-3');
      await until('the failed one is first', async () => (await namesOf())[0] === 'compute-0-3');
      assert.equal(await namesOf(), ['compute-0-3', ...others]);
      const sortOf = (): Promise<string | null> => page.locator('#head th').first().getAttribute('aria-sort');
      await page.click('#head button:text("Host")');
      assert.is(await sortOf(), 'ascending');
      await until('by name', async () => (await namesOf()).join() === inOrder.join());
      await page.click('#head button:text("Host")');
      assert.is(await sortOf(), 'descending');
      await until('backwards', async () => (await namesOf()).join() === [...inOrder].reverse().join());
      await page.click('#head button:text("Host")');
      assert.is(await sortOf(), null);
      await until('as it was', async () => (await namesOf())[0] === 'compute-0-3');
      await page.click('#head button:text("State")');
      await until('by state', async () => (await namesOf()).slice(0, 2).join() === 'compute-0-3,compute-0-1');
      await page.locator('#head button:text("Progress")').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await until('by progress', async () => (await namesOf())[0] === 'compute-0-1');
    },
    { hosts: 5 },
  ));
test('the longest names there may be break neither the table nor a description, in any window', () =>
  withPage(
    async ({ page, frontend }) => {
      const long = (letter: string): string => letter.repeat(63);
      await frontend.state.addHosts(
        Array.from({ length: 30 }, (_, at) => ({
          name: `${long('n').slice(3)}-${at}`,
          appliance: at === 0 ? 'compute' : long('a'),
          rack: at,
        })),
      );
      const name = `${long('n').slice(3)}-0`;
      await waitForText(page, '#rows', /n-29/);
      await frontend.state.recordReport(name, { event: 'started' });
      await frontend.state.recordReport(name, { event: 'phase', phase: long('p').repeat(3), percent: 1 });
      await waitForText(page, `tr[data-host="${name}"]`, /ppp/);
      const overflow = () => page.evaluate<number>(OVERFLOW);
      for (const window of [WIDE, NARROW]) {
        await page.setViewportSize(window);
        assert.ok((await overflow()) <= 0, `the list in ${window.width}`);
        await takePicture(page, `long-names-${window.width}`);
        await page.evaluate(`location.hash = '#/hosts/${name}'`);
        await waitForText(page, '#name', /^nnn/);
        await waitForText(page, '#about', /rack 0/);
        assert.ok((await overflow()) <= 0, `the description in ${window.width}`);
        await page.evaluate("location.hash = '#/hosts'");
        await page.locator('#side').waitFor({ state: 'hidden' });
      }
    },
    { hosts: 0 },
  ));
test('five thousand hosts are shown, and a storm of their changes', () =>
  withPage(
    async ({ page, frontend, mistakes }) => {
      await waitForText(page, '#chips', /5000 all/);
      await waitForText(page, '#more', /4,600 more hosts/);
      // A storm of changes, drawn as they come.
      const names = (await frontend.state.listHosts()).map(({ name }) => name);
      await Promise.all(names.map((name) => frontend.state.recordReport(name, { event: 'started' })));
      await waitForText(page, '#chips', /5000 installing/);
      // A listener that is too slow for the storm is cut off, and comes back; the page said so meanwhile.
      dropMistakes(mistakes, /ERR_INCOMPLETE_CHUNKED_ENCODING/);
    },
    { hosts: 5000 },
  ));

/** Every state there is, in a mixture that is always the same. */
async function fillStates({ state }: LocalFrontend): Promise<void> {
  const phases = ['disks', 'base system', 'packages', 'configuration', 'boot loader'];
  for (const [at, { name }] of (await state.listHosts()).entries()) {
    if (at % 7 === 6) continue;
    await state.recordReport(name, { event: 'started' });
    await state.recordReport(name, { event: 'phase', phase: phases[at % 5]!, percent: (at * 37) % 100 });
    if (at % 7 === 1 || at % 7 === 4) await state.recordReport(name, { event: 'finished' });
    else if (at % 14 === 2)
      await state.recordReport(name, {
        event: 'failed',
        text: 'The disk /dev/sda (8.0 GB) is too small: the layout needs 20 GB; nothing was written',
      });
  }
}
test.run();
