// Time limit: 60 minutes
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inContainers, type TrialHost } from '../cluster/second-story/in-containers.ts';
import { tellSecondStory } from '../cluster/second-story/story.ts';
import { findTestImages } from '../vm/images.ts';
import { describeWrong, type TrialEvent, tryRecipe } from './run-trial.ts';

/** Events of a trial that runs already, as `cairn try --keep --json` has printed them: for work on the story. */
const RUNNING = process.env['CAIRN_TRIAL'];
const { iso } = findTestImages();

const test = suite('releases come and go in a trial of recipes/hpc.yaml that goes on');

test('all of the second story but installations and power', async () => {
  const live = (hosts: readonly TrialHost[]): Promise<void> =>
    tellSecondStory(inContainers(hosts, dirname(iso)));
  if (RUNNING !== undefined) {
    const events = readFileSync(RUNNING, 'utf8').split('\n').filter(Boolean);
    const found = events
      .map((line) => JSON.parse(line) as TrialEvent)
      .find(({ hosts }) => hosts !== undefined);
    return live(found?.hosts ?? []);
  }
  let told: Promise<void> | undefined;
  const { report } = await tryRecipe(
    'recipes/hpc.yaml',
    ['--keep', '--once', '--hosts', '2'],
    (event, pid) => {
      if (event.type !== 'running') return;
      told = live(event.hosts ?? []).finally(() => process.kill(pid, 'SIGINT'));
      told.catch(() => {});
    },
  );
  assert.ok(report !== undefined, 'there is a report');
  assert.equal(report.failures, [], describeWrong(report));
  assert.ok(told !== undefined, 'the cluster ran');
  await told;
});

test.run();
