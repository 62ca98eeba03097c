import type { Board } from '../../../frontend/boards/board.ts';
import { boardOfHost } from '../../../frontend/boards/board-keys.ts';
import type { Host } from '../../../hosts/mod.ts';
import { mapLimited, run } from '../../../io/mod.ts';
import { BuildError, fail } from '../../../model/mod.ts';
import { selectHosts, withState } from '../../frontend/with-state.ts';
import { printError } from '../../terminal/report.ts';
import type { ManyBoardsOptions } from './commands.ts';

/** What the board of one host answered, or why it did not. */
export type BoardAnswer<T> = { readonly host: string } & (
  | { readonly ok: true; readonly board: Board['kind']; readonly value: T }
  | { readonly ok: false; readonly error: string }
);

/**
 * Asks the management boards of a selection, many at once, in the order of `cairn host list`. Each that fails is told on
 * standard error, keeps no other from being asked, and makes the exit code 3.
 */
export async function askBoards<T>(
  selection: string,
  { atOnce, newCertificate }: ManyBoardsOptions,
  ask: (board: Board) => Promise<T>,
): Promise<readonly BoardAnswer<T>[]> {
  return withState(async (state) => {
    const hosts = await selectHosts(state, selection);
    const answers = await mapLimited(hosts, atOnce, async (host): Promise<BoardAnswer<T>> => {
      try {
        const board = await boardOfHost(state, host, { run, newCertificate: newCertificate === true });
        if (board === undefined) return failWithout(host);
        return { host: host.name, ok: true, board: board.kind, value: await ask(board) };
      } catch (error) {
        if (!(error instanceof BuildError)) throw error;
        return { host: host.name, ok: false, error: error.message };
      }
    });
    for (const answer of answers) if (!answer.ok) printError(`${answer.host}: ${answer.error}`);
    if (answers.some(({ ok }) => !ok)) process.exitCode = 3;
    return answers;
  });
}

/** @throws {BuildError} BMC_FAILED */
export function failWithout({ name }: Pick<Host, 'name'>): never {
  return fail(
    'BMC_FAILED',
    `Host "${name}" has no management board`,
    undefined,
    'Say where it is: a column "bmc" and "bmc_password_file" for "cairn host import --update"',
  );
}
