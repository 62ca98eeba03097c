import { boardOfHost } from '../../frontend/boards/board-keys.ts';
import { changeReleases } from '../../frontend/releases/change-releases.ts';
import { findRelease } from '../../frontend/releases/release-store.ts';
import type { State } from '../../frontend/state/mod.ts';
import type { Host, StoredAttribute } from '../../hosts/mod.ts';
import { mapLimited, run } from '../../io/mod.ts';
import { BuildError, countOf, fail, formatProblem, RELEASE_ATTRIBUTE } from '../../model/mod.ts';
import { findServed } from '../frontend/frontend-graph.ts';
import { selectHosts, withState } from '../frontend/with-state.ts';
import { readRolloutWish } from '../rollout/begin/options.ts';
import { startRollout } from '../rollout/begin/start.ts';
import { printError, printLine } from '../terminal/report.ts';
import type { HostReinstallOptions } from './commands.ts';
import { restartHost } from './restart.ts';

const AT_ONCE = 16;

/**
 * `cairn host reinstall SELECTION`: exit code 3 when a host could not be restarted; it installs when it starts. With
 * `--at-once` it is a rollout, which goes on when this command has ended.
 */
export async function runHostReinstall(selection: string, options: HostReinstallOptions): Promise<void> {
  const { release } = options;
  // Nobody removes the release meanwhile.
  if (release === undefined) await reinstall(selection, options, undefined);
  else
    await changeReleases(findServed(), async () => {
      const { id } = await findRelease(findServed(), release);
      await reinstall(selection, options, id);
    });
}

async function reinstall(
  selection: string,
  options: HostReinstallOptions,
  release: string | undefined,
): Promise<void> {
  const wish = readRolloutWish('reinstall', options, { isNewDisk: options.newDisk === true });
  if (wish !== undefined && !options.restart)
    fail('USAGE', 'Hosts of a rollout are restarted: --no-restart does not go with --at-once');
  await withState(async (state) => {
    const hosts = await selectHosts(state, selection);
    const names = hosts.map((host) => host.name);
    const attributes =
      release === undefined
        ? []
        : names.map(
            (subject): StoredAttribute => ({
              ...{ scope: 'host', subject, name: RELEASE_ATTRIBUTE, value: release, secret: false },
            }),
          );
    if (wish !== undefined) return startRollout(state, wish, hosts, attributes);
    await state.setAttributes(attributes);
    await state.setBootAction(names, 'install', { newDisk: options.newDisk === true });
    if (!options.restart) return printLine(`${countOf(names.length, 'host')}: install at the next start`);
    const failed = await restartAll(state, hosts);
    printLine(`${countOf(names.length - failed, 'host')} restarted, ${failed} not`);
    if (failed > 0) process.exitCode = 3;
  });
}

async function restartAll(state: State, hosts: readonly Host[]): Promise<number> {
  let failed = 0;
  await mapLimited(hosts, AT_ONCE, async (host) => {
    try {
      await restartAndTell(state, host);
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      failed += 1;
      const why = error.problems.map(formatProblem).join('\n');
      printError(`${host.name}: it installs when it is started: ${why}`);
    }
  });
  return failed;
}

/** @throws {BuildError} as `restartHost` */
export async function restartAndTell(state: State, host: Host): Promise<void> {
  const { name } = host;
  const how = await restartHost(host, await boardOfHost(state, host, { run }), run);
  await state.recordEvent(name, 'restarted', how);
  printLine(`${name}: restarted over ${how}`);
}
