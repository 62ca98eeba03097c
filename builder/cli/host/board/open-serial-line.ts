import { boardOfHost } from '../../../frontend/boards/board-keys.ts';
import { run } from '../../../io/mod.ts';
import { fail } from '../../../model/mod.ts';
import { withState } from '../../frontend/with-state.ts';
import { printError } from '../../terminal/report.ts';
import { runAttached } from '../../terminal/run-attached.ts';
import { failWithout } from './ask-boards.ts';

/** `cairn host console HOST`: until the person at it leaves; the exit code is the program's. */
export async function runHostConsole(name: string): Promise<void> {
  const program = await withState(async (state) => {
    const host = await state.findHost(name);
    if (host === undefined)
      return fail('HOST_UNKNOWN', `Host "${name}" is not known`, undefined, 'See: cairn host list');
    const board = (await boardOfHost(state, host, { run })) ?? failWithout(host);
    return board.findConsole();
  });
  printError(`The serial console of ${name}; to leave it: ${program.escape}`);
  process.exitCode = await runAttached(program.argv, program.env);
}
