import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { composeGraph, type ReadRollsOptions, readRecipe, readRolls, readSite } from '../../build/mod.ts';
import { nameOutput } from '../../build/output/name-medium.ts';
import { cacheDirOf, findOwnFiles } from '../../build/surroundings.ts';
import { judgeRolls } from '../../build/trust/judge-rolls.ts';
import { createDistroContext } from '../../distro/mod.ts';
import { exists, run, systemClock, writeFileAtomic } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import { quoteShell } from '../../render/script/shell.ts';
import type { Guest } from '../../try/machine/guest.ts';
import { renderHtml } from '../../try/report/render-html.ts';
import { renderJunit } from '../../try/report/render-junit.ts';
import { renderText } from '../../try/report/render-text.ts';
import { hasPassed, type TrialReport } from '../../try/report/trial-report.ts';
import { runTrial } from '../../try/run-trial.ts';
import { checkTools } from '../../try/world/check-tools.ts';
import { runBuild } from '../build/run.ts';
import { printError, printJsonLine, printLine } from '../terminal/report.ts';
import { readTerminalStyle } from '../terminal/style.ts';
import type { TryOptions } from './command.ts';
import { followAsJson, followAsLines, followAsTree, type TrialFollower } from './follow-trial.ts';

/** `cairn try RECIPE`: exit code 0 where everything passed, 1 where something did not. */
export async function runTry(recipeFile: string, options: TryOptions): Promise<void> {
  const { json = false, keep = false, shell } = options;
  refuseOthers();
  await checkTools(run, { containers: options.in === 'container' });
  const recipe = await readRecipe(recipeFile);
  const site = options.site === undefined ? undefined : await readSite(options.site);
  const cacheDir = options.cache ?? cacheDirOf();
  const { rolls: shippedRolls } = await findOwnFiles();
  const judge: ReadRollsOptions['judge'] = (read) =>
    judgeRolls(read, { distro: createDistroContext(), recipe });
  const rolls = await readRolls(recipe, { cacheDir, shippedRolls, judge });
  const output = join(options.output, nameOutput(recipe));
  if (options.build === true || !(await exists(output)))
    await runBuild(recipeFile, {
      output: options.output,
      with: [],
      without: [],
      disk: [],
      ...(json ? { json } : {}),
    });
  const { bundle } = await composeGraph({ recipe, site: undefined, rolls }, run);
  const request = {
    ...{ output, rolls, bundle, siteText: site?.text },
    appliances: options.appliance.length > 0 ? options.appliance : (recipe.appliances ?? []),
    ...{ hostsEach: options.hosts, once: options.once === true, ground: options.in },
  };
  const follower = chooseFollower(json);
  const showReport = async (report: TrialReport): Promise<void> => {
    follower.end();
    if (options.junit !== undefined) await writeFileAtomic(options.junit, renderJunit(report));
    if (options.html !== undefined) await writeFileAtomic(options.html, renderHtml(report));
    if (json) printJsonLine({ type: 'done', report });
    else printLine(`\n${renderText(report).trimEnd()}`);
    if (!hasPassed(report)) process.exitCode = 1;
  };
  try {
    await runTrial(request, {
      ...{ run, clock: systemClock, cacheDir, ...follower },
      beforeEnd: async (machines, report) => {
        await showReport(report);
        if (shell !== undefined) await openShell(machines, shell);
        if (keep) await waitForInterrupt(machines, json);
      },
    });
  } finally {
    follower.end();
  }
}

function chooseFollower(json: boolean): TrialFollower {
  if (json) return followAsJson();
  if (process.stdout.isTTY !== true) return followAsLines();
  return followAsTree(process.stdout, readTerminalStyle(true), systemClock);
}

/** Only root may make namespaces, and what is missing is said before anything is built. */
function refuseOthers(): void {
  if (process.getuid?.() === 0) return;
  const hint = 'Run it with sudo; it changes nothing outside its own namespaces and its cache';
  fail('PRIVILEGE_MISSING', 'Only root can start machines', undefined, hint);
}

async function openShell(machines: readonly Guest[], host: string): Promise<void> {
  const found = machines.find(({ machine }) => machine.hostname === host);
  if (found === undefined) {
    const known = machines.map(({ machine }) => machine.hostname).join(', ');
    printError(`There is no host "${host}" to open a shell on (there is: ${known})`);
    return;
  }
  const [program = '', ...words] = [...found.enter, `TERM=${process.env['TERM'] ?? 'dumb'}`, 'bash', '-l'];
  await once(spawn(program, words, { stdio: 'inherit' }), 'exit');
}

/** With `json`, one event tells what runs, and which words before a program run it there. */
async function waitForInterrupt(machines: readonly Guest[], json: boolean): Promise<void> {
  const hosts = machines.map(({ machine, enter }) => ({ host: machine.hostname, enter }));
  if (json) printJsonLine({ type: 'running', hosts });
  else {
    for (const { host, enter } of hosts)
      printLine(`${host} runs; a shell on it: ${enter.map(quoteShell).join(' ')} bash -l`);
    printLine('Ctrl-C throws everything away');
  }
  for (;;) await systemClock.sleep(3_600_000);
}
