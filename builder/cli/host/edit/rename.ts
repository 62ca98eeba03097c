import { foldNodeSet, type Host, isInstalled } from '../../../hosts/mod.ts';
import { mapLimited, run } from '../../../io/mod.ts';
import { BuildError } from '../../../model/mod.ts';
import { findHostLogs } from '../../frontend/host-logs.ts';
import { sshTo } from '../../frontend/ssh-to.ts';
import { printError, printLine } from '../../terminal/report.ts';

const AT_ONCE = 16;
const TIMEOUT_MS = 30_000;

/** Renames logs with their hosts; where the hosts keep their names after all, so do the logs. */
export async function moveLogs<T>(names: ReadonlyMap<string, string>, rename: () => Promise<T>): Promise<T> {
  if (names.size === 0) return rename();
  const { createLogStore } = await import('../../../frontend/service/shared/log-store.ts');
  const logs = createLogStore(await findHostLogs());
  return logs.renameWith(names, rename);
}

/**
 * Gives installed hosts a certificate for their SSH key that has the new name; each would ask for it within a day.
 * What else is on their disks has the old name until they are installed again.
 */
export async function tellRenamed(hosts: readonly Host[]): Promise<void> {
  const installed = hosts.filter(({ state }) => isInstalled(state));
  if (installed.length === 0) return;
  const failed: string[] = [];
  await mapLimited(installed, AT_ONCE, async (host) => {
    try {
      const argv = sshTo(host, 'systemctl start cairn-host-certificate.service');
      await run(argv, { timeoutMs: TIMEOUT_MS });
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      failed.push(host.name);
    }
  });
  if (failed.length > 0) {
    const late = foldNodeSet(failed);
    printError(
      `${late}: not reached; the certificate of its SSH key has the old name until it asks, within a day`,
    );
  }
  const which = foldNodeSet(installed.map(({ name }) => name));
  printLine(`On its disk a host has its old name until it is installed again: cairn host reinstall ${which}`);
}
