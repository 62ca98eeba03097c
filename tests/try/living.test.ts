// Time limit: 60 minutes
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inContainers } from '../cluster/second-story/in-containers.ts';
import { tellSecondStory } from '../cluster/second-story/story.ts';
import { findTestImages } from '../vm/images.ts';
import { describeWrong, type RunningHosts, type TrialEvent, visitTrial } from './run-trial.ts';

/** Events of a trial that runs already, as `cairn try --keep --json` has printed them: for work on the story. */
const RUNNING = process.env['CAIRN_TRIAL'];
const { iso } = findTestImages();

const test = suite('releases come and go in a trial of recipes/hpc.yaml that goes on');

test('all of the second story but installations and power', async () => {
  const live = (hosts: RunningHosts): Promise<void> => tellSecondStory(inContainers(hosts, dirname(iso)));
  if (RUNNING !== undefined) {
    const events = readFileSync(RUNNING, 'utf8').split('\n').filter(Boolean);
    const found = events
      .map((line) => JSON.parse(line) as TrialEvent)
      .find(({ hosts }) => hosts !== undefined);
    return live(found?.hosts ?? []);
  }
  const { report, found: told } = await visitTrial('recipes/hpc.yaml', ['--once', '--hosts', '2'], live);
  assert.ok(report !== undefined, 'there is a report');
  assert.equal(report.failures, [], describeWrong(report));
  assert.ok(told !== undefined, 'the cluster ran');
  await told;
});

test.run();
