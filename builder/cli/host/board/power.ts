import { POWER_ACTIONS, type PowerAction } from '../../../frontend/boards/board.ts';
import { fail } from '../../../model/mod.ts';
import { printJson, printPainted } from '../../terminal/report.ts';
import { renderTable } from '../../terminal/text-table.ts';
import { askBoards } from './ask-boards.ts';
import type { ManyBoardsOptions } from './commands.ts';

/** `cairn host power SELECTION on|off|cycle|status`: exit code 3 when a board could not be asked. */
export async function runHostPower(
  selection: string,
  wish: string,
  options: ManyBoardsOptions,
): Promise<void> {
  const action = parseWish(wish);
  const answers = await askBoards(selection, options, async (board) => {
    if (action === undefined) return board.readPower();
    await board.setPower(action);
    return DONE[action];
  });
  if (options.format === 'json') {
    printJson(
      answers.map((answer) =>
        answer.ok
          ? { host: answer.host, board: answer.board, power: answer.value }
          : { host: answer.host, power: null, error: answer.error },
      ),
    );
    return;
  }
  const rows = answers.map((one) => [one.host, one.ok ? one.value : 'not known', one.ok ? one.board : '-']);
  if (rows.length > 0) printPainted(renderTable(['NAME', 'POWER', 'BOARD'], rows));
}

const DONE: Readonly<Record<PowerAction, string>> = { on: 'on', off: 'off', cycle: 'cycled' };

/** @returns undefined: only to say it @throws {BuildError} USAGE */
function parseWish(wish: string): PowerAction | undefined {
  const action = POWER_ACTIONS.find((one) => one === wish);
  if (action !== undefined || wish === 'status') return action;
  return fail(
    'USAGE',
    `"${wish}" is nothing that a machine can be made to do`,
    undefined,
    'Use on, off, cycle or status',
  );
}
