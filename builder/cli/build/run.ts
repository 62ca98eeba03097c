import { chmod, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { planStages, readRecipe, readSite, renderBuildPlan } from '../../build/mod.ts';
import { readInputs } from '../../build/stages/inputs.ts';
import type { BuildJob } from '../../build/stages/job.ts';
import type { BuildOptions } from '../../build/stages/options.ts';
import { composeOutput } from '../../build/stages/output.ts';
import { chooseInputs } from '../../build/stages/packages.ts';
import { findOwnFiles } from '../../build/surroundings.ts';
import { createDistroContext } from '../../distro/mod.ts';
import { formatBytes, type Progress, systemClock, withTempDir } from '../../io/mod.ts';
import type { StageTime } from '../../media/mod.ts';
import { BuildError, formatProblem } from '../../model/mod.ts';
import { type OpenProgress, openProgress } from './progress.ts';

/** `cairn build RECIPE` */
export async function runBuild(recipeFile: string, options: BuildOptions): Promise<void> {
  const recipe = await readRecipe(recipeFile);
  const site = options.site === undefined ? undefined : await readSite(options.site);
  const stages = planStages(recipe);
  const ui = await openProgress(
    options.json === true,
    options.dryRun ? stages.slice(0, 5) : stages,
    systemClock,
  );
  const times: StageTime[] = [];
  const distro = createDistroContext({
    progress: recordTimes(ui.progress, times),
    ...(options.cache === undefined ? {} : { cacheDir: options.cache }),
    mirror: options.mirror,
    offline: options.offline === true,
  });
  const program = await findOwnFiles();
  const name = `${recipe.name}-${recipe.version}-${recipe.arch}`;
  const output = join(options.output, name);
  await mkdir(options.output, { recursive: true });
  // On the file system of the result: what is finished is renamed, packages are hard links.
  const say = await withTempDir(async (work) => {
    // apt reads the repository in it as its own user.
    await chmod(work, 0o755);
    const job: BuildJob = { recipe, site, options, distro, program, name, output, work, stages, times };
    return runJob(job, ui);
  }, resolve(options.output));
  say();
}

/** @returns what to print once the progress is off the screen */
async function runJob(job: BuildJob, ui: OpenProgress): Promise<() => void> {
  try {
    const inputs = await readInputs(job);
    const chosen = await chooseInputs(job, inputs);
    const warnings = inputs.warnings.map(formatProblem);
    if (job.options.dryRun === true) return () => printPlan(job, warnings, chosen.plan);
    const { sizeBytes } = await composeOutput(job, inputs, chosen);
    return () => printResult(job, warnings, sizeBytes);
  } catch (error) {
    if (job.options.json && error instanceof BuildError) {
      process.stdout.write(`${JSON.stringify({ type: 'failed', problems: error.problems })}\n`);
    }
    throw error;
  } finally {
    await ui.close();
  }
}

function printPlan(
  job: BuildJob,
  warnings: readonly string[],
  plan: Parameters<typeof renderBuildPlan>[0],
): void {
  for (const warning of warnings) process.stderr.write(`${warning}\n`);
  const text = job.options.json
    ? `${JSON.stringify({ type: 'plan', plan })}\n`
    : `\n${renderBuildPlan(plan)}`;
  process.stdout.write(text);
}

function printResult(job: BuildJob, warnings: readonly string[], sizeBytes: number): void {
  for (const warning of warnings) process.stderr.write(`${warning}\n`);
  const seconds = job.times.reduce((sum, { seconds }) => sum + seconds, 0);
  const result = { type: 'done', output: job.output, sizeBytes, seconds: Math.round(seconds * 1000) / 1000 };
  if (job.options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else process.stdout.write(`\n${job.output}: ${formatBytes(sizeBytes)} in ${seconds.toFixed(1)} s\n`);
}

/** Passes events on and keeps how long each stage took. */
function recordTimes(progress: Progress, times: StageTime[]): Progress {
  return (event) => {
    if (event.type === 'stage-finished') times.push({ stage: event.stage, seconds: event.seconds });
    progress(event);
  };
}
