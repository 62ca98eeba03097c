import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { placesOf, readCluster, releaseOf, resolveHost } from '../../builder/cli/host/change/cluster.ts';
import { describeWanted } from '../../builder/cli/host/change/plan-hosts.ts';
import type { ReleaseView } from '../../builder/frontend/web/types.ts';
import { RELEASE_KEYRING } from '../../builder/model/mod.ts';
import { runCairn } from '../fakes/cairn.ts';
import { type MediumWish, type TestMedium, writeMedium } from '../fakes/medium.ts';
import { type LocalFrontend, until } from './local-frontend.ts';
import { takePicture, waitForText, withPage } from './with-page.ts';

const node = (port: string): string => `<service name="web.service"/>
<configure phase="post,reconfigure">
<file name="/etc/web.conf">
listen ${port}
greeting "&motto;"
name &hostname;
</file>
</configure>`;
const OLD: MediumWish = { packages: { bash: '1', slurm: '22.05-1', vim: '9.0' }, node: node('80') };
const NEW: MediumWish = {
  ...{ packages: { bash: '1', slurm: '23.11-1', emacs: '29' }, version: '2.0' },
  node: `${node('8080')}<sysctl name="vm.swappiness" value="10"/>`,
};

async function cairn({ env }: LocalFrontend, ...words: readonly string[]): Promise<string> {
  const ran = await runCairn(words, { env: env as Readonly<Record<string, string>> });
  assert.is(ran.exitCode, 0, ran.stderr);
  return ran.stdout;
}

async function importMedium(frontend: LocalFrontend, name: string, wish: MediumWish): Promise<TestMedium> {
  const medium = await writeMedium(join(frontend.folder, name), join(frontend.folder, 'keys'), wish);
  const key = join(medium.folder, 'cairn', RELEASE_KEYRING);
  await cairn(frontend, 'release', 'import', medium.folder, '--key', key);
  return medium;
}

/** All hosts say that they are what the frontend wants them to be now. */
async function installAll({ state, env }: LocalFrontend): Promise<void> {
  const cluster = await readCluster(state, { ...placesOf(env), served: env['CAIRN_SERVED']! });
  const versions = OLD.packages;
  for (const host of await state.listHosts()) {
    const view = releaseOf(cluster, host)!;
    const made = describeWanted(cluster, { host, view, resolved: resolveHost(cluster, view, host) });
    if (typeof made === 'string') throw new Error(made);
    await state.recordReport(host.name, { event: 'started' });
    await state.recordReport(host.name, { event: 'finished', release: view.id });
    await state.putRecord(host.name, { ...made.record, versions });
  }
}

const test = suite('releases, rollouts and plans on the web page');
test('who gets and runs which release, the waves of a rollout, and what would change on a host, by what', () =>
  withPage(
    async ({ page, frontend, url }) => {
      const { state } = frontend;
      const one = await importMedium(frontend, 'one', OLD);
      await cairn(frontend, 'release', 'use', one.id);
      await installAll(frontend);
      const two = await importMedium(frontend, 'two', NEW);
      await cairn(frontend, 'release', 'use', two.id, '--host', 'compute-0-[4-5]');
      await cairn(frontend, 'attribute', 'set', 'motto', 'good evening');
      const wish = { kind: 'apply', atOnce: 2, stopAfter: 1, hostSeconds: 900 } as const;
      const names = (await state.listHosts()).map(({ name }) => name);
      const { id } = await state.addRollout({ ...wish, isNewDisk: false, isOverwriting: false }, names);
      await state.changeRollout(id, {
        moves: [
          { host: 'compute-0-0', step: 'good', why: '' },
          { host: 'compute-0-1', step: 'begun', why: '' },
        ],
      });

      await page.click('#to-rollouts');
      await waitForText(
        page,
        '#release-rows tr',
        new RegExp(`^${two.id}test 2\\.00 machines2 machinescompute-0-\\[4-5\\]$`),
      );
      await waitForText(
        page,
        '#release-rows tr',
        new RegExp(`^${one.id}test 1\\.0in use6 machinescompute-0-\\[0-5\\]4 machinescompute-0-\\[0-3\\]$`),
      );
      await waitForText(page, '.rollout h2', /Rollout 1: apply running/);
      await waitForText(page, '.rollout', /6 hosts: 1 good, 1 begun, 4 waiting/);
      assert.is(await page.locator('.wave').count(), 3);
      assert.match((await page.locator('.wave .tile').first().getAttribute('class')) ?? '', /ready/);
      await takePicture(page, 'releases');

      await page.goto(`${url}#/hosts/compute-0-4`);
      await page.click('#to-plan');
      await waitForText(page, '#plan', /^compute-0-4: in place\n/);
      const text = (await page.locator('#plan').textContent()) ?? '';
      assert.match(text, / {2}attribute motto: onwards -> good evening\n/);
      assert.match(text, / {2}packages\n {4}\+ emacs {2}compute \(base\/nodes\/compute\.xml:1\)\n {4}- vim /);
      assert.match(text, / {4}~ slurm: 22\.05-1 -> 23\.11-1\n/);
      assert.match(text, / {4}~ \/etc\/web\.conf {2}compute \(base\/nodes\/compute\.xml:3\), by motto\n/);
      assert.match(
        text,
        / +-listen 80\n +-greeting "onwards"\n +\+listen 8080\n +\+greeting "good evening"\n/,
      );
      const linesOf = (look: string): Promise<string[]> => page.locator(`#plan .${look}`).allTextContents();
      assert.equal(await linesOf('verdict'), ['compute-0-4: in place\n']);
      assert.ok((await linesOf('less')).includes('        -listen 80\n'));
      assert.ok((await linesOf('more')).includes('        +listen 8080\n'));
      await takePicture(page, 'plan');
      assert.match(text, / {2}restarts: systemd-sysctl\.service web\.service/);
      await page.goto(`${url}#/hosts/compute-0-0/plan`);
      await waitForText(page, '#plan', /^compute-0-0: in place\n[\s\S]*by motto/);
      assert.not.match((await page.locator('#plan').textContent()) ?? '', /emacs/);

      // A script that may not run twice
      const three = await importMedium(frontend, 'three', {
        ...NEW,
        version: '3',
        node: '<post>true</post>',
      });
      await cairn(frontend, 'release', 'use', three.id);
      await page.goto(`${url}#/hosts/compute-0-1/plan`);
      await waitForText(
        page,
        '#plan',
        /^compute-0-1: reinstall\n {2}because script "post compute".*nobody says/,
      );

      // Whatever is in use, there they are
      rmSync(join(frontend.folder, 'srv/cairn/releases/current'));
      await until('no release is in use', async () => {
        const all = (await (await fetch(`${frontend.url}/cairn/releases`)).json()) as ReleaseView[];
        return all.length === 4 && all.every(({ isInUse }) => !isInUse);
      });
    },
    { hosts: 6 },
  ));
test.run();
