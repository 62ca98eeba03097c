import type { Board } from '../../frontend/boards/board.ts';
import type { Host } from '../../hosts/mod.ts';
import type { Run } from '../../io/mod.ts';
import { BuildError } from '../../model/mod.ts';
import { sshTo } from '../frontend/ssh-to.ts';

const TIMEOUT_MS = 60_000;

/**
 * Restarts a host from the network: over its management board where it has one, else over SSH.
 *
 * @returns how: `IPMI`, `Redfish` or `SSH`
 * @throws {BuildError} COMMAND_MISSING, COMMAND_FAILED, BMC_FAILED
 */
export async function restartHost(
  host: Pick<Host, 'address'>,
  board: Board | undefined,
  run: Run,
): Promise<string> {
  if (board === undefined) {
    await run(sshTo(host, 'systemctl --no-block reboot'), { timeoutMs: TIMEOUT_MS }).catch(unlessGone);
    return 'SSH';
  }
  await board.startFromNetwork();
  await board.setPower('cycle');
  return board.kind;
}

/** A host that goes down at once may cut the connection before it says that it was told to. */
function unlessGone(error: unknown): void {
  const said = error instanceof BuildError ? (error.problems[0]?.hint ?? '') : '';
  if (!/^\s*Connection to \S+ closed by remote host/m.test(said)) throw error;
}
