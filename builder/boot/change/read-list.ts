import { HOST_ROSTER, parseJsonDocument } from '../../model/documents/mod.ts';
import type { Roster } from '../../model/mod.ts';
import { type Effects, lastLines } from '../machine/effects.ts';
import { CHANGE_PATHS, type ChangesFile } from './changes-file.ts';

/**
 * The list of hosts as it is now. The frontend is asked whether it has another than the one that is here: that costs it
 * next to nothing.
 *
 * @returns undefined: nobody says it at the moment; why, is told
 * @throws {BuildError} it is no list of hosts
 */
export function readList(
  effects: Effects,
  { source }: ChangesFile,
  say: (line: string) => void,
): Roster | undefined {
  if ('frontend' in source) {
    const { frontend, path } = source;
    const log = `${CHANGE_PATHS.log}/fetch.log`;
    effects.remove(log);
    const status = effects.run([CHANGE_PATHS.fetch, frontend, path, CHANGE_PATHS.list], { log });
    if (status !== 0) {
      say(lastLines(effects, log).at(-1) || `${frontend} does not say which hosts there are`);
      return undefined;
    }
  }
  const place = 'file' in source ? source.file : CHANGE_PATHS.list;
  const text = effects.read(place);
  if (text === undefined) {
    say(`No list of hosts is written: there is no "${place}"`);
    return undefined;
  }
  return { from: 'the frontend', hosts: parseJsonDocument(HOST_ROSTER, text, place).hosts };
}
