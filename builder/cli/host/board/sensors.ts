import { printJson, printPainted } from '../../terminal/report.ts';
import { renderTable } from '../../terminal/text-table.ts';
import { askBoards } from './ask-boards.ts';
import type { ManyBoardsOptions } from './commands.ts';

/** `cairn host sensors SELECTION`: exit code 3 when a board could not be asked. */
export async function runHostSensors(selection: string, options: ManyBoardsOptions): Promise<void> {
  const answers = await askBoards(selection, options, (board) => board.readSensors());
  if (options.format === 'json') {
    printJson(
      answers.map((answer) =>
        answer.ok
          ? { host: answer.host, board: answer.board, sensors: answer.value }
          : { host: answer.host, sensors: null, error: answer.error },
      ),
    );
    return;
  }
  const rows = answers.flatMap((answer) =>
    answer.ok
      ? answer.value.map(({ name, reading, unit, status }) => [
          answer.host,
          name,
          reading || '-',
          unit,
          status,
        ])
      : [],
  );
  if (rows.length > 0) printPainted(renderTable(['NAME', 'SENSOR', 'READING', 'UNIT', 'STATUS'], rows));
}
