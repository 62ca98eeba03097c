import { join } from 'node:path';
import { type Clock, type Run, readText } from '../io/mod.ts';
import { MEDIUM_IDENTITY, parseJsonDocument } from '../model/documents/mod.ts';
import { BuildError, declaredAppliances, type GraphBundle } from '../model/mod.ts';
import { type Roll, readStandIns, readTests } from '../rolls/mod.ts';
import { type BroughtUp, bringUp, bringUpAgain } from './bring-up.ts';
import { checkMachines, describeMachine } from './check-machines.ts';
import type { CheckResult } from './checks/verdict.ts';
import { makeInContainers } from './containers/make-in-containers.ts';
import type { Guest } from './machine/guest.ts';
import { changeGraph } from './medium/change-graph.ts';
import { hasSite, openMedium } from './medium/open-medium.ts';
import { planTrial, type TrialPlan, type TrialWish } from './plan/plan-trial.ts';
import type { Ground, TrialReport } from './report/trial-report.ts';
import { withRunFolder } from './run-folder.ts';
import { makeInMachines } from './virtual/make-in-machines.ts';
import { removeStaleGroups } from './world/control-groups.ts';
import { openWorld } from './world/open-world.ts';

/** What is to be tried. */
export interface TrialRequest extends Omit<TrialWish, 'tests'> {
  /** Folder NAME-VERSION-ARCH of a build. */
  readonly output: string;
  readonly siteText?: string | undefined;
  /** The graph as recipe and rolls say it now; without it, and where answers are baked in, that of the medium. */
  readonly bundle?: GraphBundle;
  /** Whose tests are run. */
  readonly rolls: readonly Pick<Roll, 'name' | 'folder' | 'origin'>[];
  /** Nothing is installed a second time over itself. */
  readonly once: boolean;
  readonly ground: Ground;
}

export interface TrialSurroundings {
  readonly run: Run;
  readonly clock: Clock;
  readonly cacheDir: string;
  readonly onPlan: (plan: TrialPlan) => void;
  /** Each step as it is made. */
  readonly tell: (title: string, line: string) => void;
  /** With the title of the machine in the plan. */
  readonly onCheck: (result: CheckResult, title: string) => void;
  /** Called with the report before all machines are thrown away. */
  readonly beforeEnd?: (machines: readonly Guest[], report: TrialReport) => Promise<void>;
}

/** What is said where recipe and rolls are not as they were at the build. */
const CHANGED: Readonly<Record<Ground, string>> = {
  container: 'as recipe and rolls are now; the packages are those of the build',
  machine: 'as the image has it; recipe or rolls have changed since: --build makes another',
};

/**
 * Installs machines from a build's medium, starts them, and checks them; then all of that once more over itself.
 *
 * @throws {BuildError} the host cannot do it, the request or a test is wrong; what goes wrong with a machine is in the
 *   report
 */
export async function runTrial(request: TrialRequest, given: TrialSurroundings): Promise<TrialReport> {
  const { run, clock, cacheDir, tell, onCheck } = given;
  const { siteText, once, ground } = request;
  const startedMs = clock.monotonicMs();
  const { tests, problems } = await readTests(request.rolls);
  if (problems.length > 0) throw new BuildError(problems);
  const standIns = await readStandIns(request.rolls);
  await removeStaleGroups(run);
  return withRunFolder(cacheDir, run, async (folders) => {
    const medium = await openMedium(request.output, folders.layers, run);
    const bundle = (await hasSite(medium)) ? medium.bundle : (request.bundle ?? medium.bundle);
    const plan = planTrial(declaredAppliances(bundle), { ...request, tests });
    given.onPlan(plan);
    const changes = await changeGraph(medium, bundle, join(folders.run, 'changes'));
    if (changes !== undefined) tell('graph', CHANGED[ground]);
    const place = join(medium.folder, 'cairn/medium.json');
    const { name, version } = parseJsonDocument(MEDIUM_IDENTITY, await readText(place), place);
    const world = await openWorld(run);
    try {
      const make =
        ground === 'container'
          ? makeInContainers({ ...folders, world, medium, changes, standIns }, clock)
          : await makeInMachines({ ...{ world, clock, siteText }, run: folders.run, medium });
      const bringing = { make, siteText, tell };
      const tried = new Set([plan.frontend, ...plan.hosts].map(({ appliance }) => appliance));
      const checking = { appliances: tried, tests, clock, onCheck };
      const first = await bringUp(bringing, plan);
      const checks = [...(await checkMachines(first.machines, checking))];
      const none: BroughtUp = { machines: [], failures: [] };
      const second = once ? none : await bringUpAgain(bringing, first.machines);
      checks.push(...(await checkMachines(second.machines, checking)));
      const machines = [];
      for (const running of first.machines) {
        const again = second.machines.find(({ before }) => before === running);
        if (once || again !== undefined) machines.push(await describeMachine(running, again));
      }
      const failures = [...first.failures, ...second.failures];
      const seconds = (clock.monotonicMs() - startedMs) / 1000;
      const alive = (once ? first : second).machines.map(({ guest }) => guest);
      const report: TrialReport = { format: 1, ground, name, version, machines, checks, failures, seconds };
      await given.beforeEnd?.(alive, report);
      return report;
    } finally {
      await world.close();
    }
  });
}
