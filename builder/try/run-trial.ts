import { join } from 'node:path';
import { type Clock, type Run, readText } from '../io/mod.ts';
import { MEDIUM_IDENTITY, parseJsonDocument } from '../model/documents/mod.ts';
import type { GraphBundle } from '../model/mod.ts';
import type { Roll } from '../rolls/mod.ts';
import { bringUp } from './bring-up.ts';
import { checkMachines } from './check-machines.ts';
import { readTests } from './checks/read-tests.ts';
import type { CheckResult } from './checks/verdict.ts';
import type { Container } from './machine/container.ts';
import { changeGraph } from './medium/change-graph.ts';
import { hasSite, openMedium } from './medium/open-medium.ts';
import { appliancesOf, planTrial, type TrialWish } from './plan/plan-trial.ts';
import type { TrialReport } from './report/trial-report.ts';
import { withRunFolder } from './run-folder.ts';
import { removeStaleGroups } from './world/control-groups.ts';
import { openWorld } from './world/open-world.ts';

/** What is to be tried. */
export interface TrialRequest extends TrialWish {
  /** Folder NAME-VERSION-ARCH of a build. */
  readonly output: string;
  readonly siteText?: string | undefined;
  /** The graph as recipe and rolls say it now; without it, and where answers are baked in, that of the medium. */
  readonly bundle?: GraphBundle;
  /** Whose tests are run. */
  readonly rolls: readonly Pick<Roll, 'name' | 'folder' | 'origin'>[];
}

export interface TrialSurroundings {
  readonly run: Run;
  readonly clock: Clock;
  readonly cacheDir: string;
  /** Each step as it is made. */
  readonly tell: (title: string, line: string) => void;
  readonly onCheck: (result: CheckResult) => void;
  /** Called before all machines are thrown away. */
  readonly beforeEnd?: (machines: readonly Container[]) => Promise<void>;
}

/**
 * Installs machines from a build's medium into containers, starts them, and checks them.
 *
 * @throws {BuildError} the host cannot do it, the request or a test is wrong; what goes wrong with a machine is in the
 *   report
 */
export async function runTrial(request: TrialRequest, given: TrialSurroundings): Promise<TrialReport> {
  const { run, clock, cacheDir } = given;
  const startedMs = clock.monotonicMs();
  const tests = await readTests(request.rolls);
  await removeStaleGroups(run);
  return withRunFolder(cacheDir, run, async (folders) => {
    const medium = await openMedium(request.output, folders.layers, run);
    const bundle = (await hasSite(medium)) ? medium.bundle : (request.bundle ?? medium.bundle);
    const plan = planTrial(appliancesOf(bundle), request);
    const changes = await changeGraph(medium, bundle, join(folders.run, 'changes'));
    if (changes !== undefined)
      given.tell('graph', 'as recipe and rolls are now; the packages are those of the build');
    const place = join(medium.folder, 'cairn/medium.json');
    const { name, version } = parseJsonDocument(MEDIUM_IDENTITY, await readText(place), place);
    const world = await openWorld(run);
    try {
      const installation = { ...folders, world, medium, changes };
      const { machines, failures } = await bringUp(installation, plan, request.siteText, clock, given.tell);
      const tried = new Set([plan.frontend, ...plan.hosts].map(({ appliance }) => appliance));
      const found = await checkMachines(machines, tried, tests, clock, given.onCheck);
      const seconds = (clock.monotonicMs() - startedMs) / 1000;
      await given.beforeEnd?.(machines.map(({ container }) => container));
      return { format: 1, name, version, ...found, failures, seconds };
    } finally {
      await world.close();
    }
  });
}
