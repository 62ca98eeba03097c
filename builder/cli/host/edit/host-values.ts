import { dirname, resolve } from 'node:path';
import {
  type FitRule,
  fitValues,
  type HostColumn,
  type HostRow,
  PASSWORD_COLUMN,
  parseAssignment,
  parseValues,
} from '../../../hosts/mod.ts';
import { BuildError, fail, type Place, type Problem } from '../../../model/mod.ts';
import { readInput } from '../../terminal/read-input.ts';

/** One key of `cairn host set`: the column that it is, and how its values are given to hosts. */
interface SetKey extends FitRule {
  readonly column: HostColumn;
  /** Its text is one value, whatever letters are in it. */
  readonly whole?: true;
}

/** What may be said of hosts by a command, in the words of its keys. */
export const SET_KEYS: Readonly<Record<string, SetKey>> = {
  name: { column: 'name' },
  appliance: { column: 'appliance', shared: true },
  rack: { column: 'rack', shared: true },
  rank: { column: 'rank', shared: true },
  mac: { column: 'macs', several: true },
  address: { column: 'address' },
  bmc: { column: 'bmc', shared: true },
  [PASSWORD_COLUMN]: { column: PASSWORD_COLUMN, shared: true, whole: true },
};

/** Values of hosts, in the order of the hosts, by column. */
export type FittedValues = ReadonlyMap<HostColumn, readonly string[]>;

/**
 * Reads `key=value` words: a value, a list, a range as `10.1.0.[10-41]`, or `@FILE` with one line for each host.
 *
 * @param count of the hosts
 * @throws {BuildError} USAGE, SELECTION_SYNTAX, FILE_UNREADABLE
 */
export async function readAssignments(words: readonly string[], count: number): Promise<FittedValues> {
  const problems: Problem[] = [];
  const said = words.flatMap((word) => {
    const one = parseAssignment(word, Object.keys(SET_KEYS), problems);
    return one === undefined ? [] : [one];
  });
  if (problems.length > 0) throw new BuildError(problems);
  const fitted = new Map<HostColumn, readonly string[]>();
  for (const [key, text] of said) {
    const { column } = SET_KEYS[key]!;
    if (fitted.has(column)) fail('USAGE', `"${key}" is there twice`);
    fitted.set(column, await readFitted(key, text, count));
  }
  return fitted;
}

/** What a key says of each of so many hosts. @throws {BuildError} USAGE, SELECTION_SYNTAX, FILE_UNREADABLE */
export async function readFitted(key: string, text: string, count: number): Promise<readonly string[]> {
  const rule = SET_KEYS[key]!;
  return fitValues(key, rule.whole ? [text] : await readValues(text), count, rule);
}

/** The values of an option or key: of its own text, or of a file. @throws {BuildError} SELECTION_SYNTAX, FILE_UNREADABLE */
export async function readValues(text: string): Promise<readonly string[]> {
  if (!text.startsWith('@')) return parseValues(text);
  const lines = (await readInput(text.slice(1))).split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

/**
 * Passwords of management boards, in the order of the rows: each row names a file, beside the file that it is in itself.
 *
 * @returns undefined where a row names none
 * @throws {BuildError} FILE_UNREADABLE, HOST_WRONG: all of them, with the row
 */
export async function readPasswords(rows: readonly HostRow[]): Promise<readonly (string | undefined)[]> {
  const problems: Problem[] = [];
  const passwords: (string | undefined)[] = [];
  for (const { values, place } of rows) {
    const file = values[PASSWORD_COLUMN]?.trim();
    passwords.push(file ? await readPassword(file, place, problems) : undefined);
  }
  if (problems.length > 0) throw new BuildError(problems);
  return passwords;
}

async function readPassword(file: string, place: Place, problems: Problem[]): Promise<string | undefined> {
  const folder = place.line === undefined || place.file === '-' ? '.' : dirname(place.file ?? '.');
  try {
    const text = await readInput(file === '-' ? file : resolve(folder, file));
    const password = text.replace(/\r?\n$/, '');
    if (password === '' || /[\r\n\0]/.test(password))
      fail('HOST_WRONG', `The password in "${file}" is empty, or more than one line`);
    return password;
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    problems.push(...error.problems.map((problem) => ({ ...problem, place })));
    return undefined;
  }
}
