import { BuildError, cleanText, escapeControls, formatProblem, type Problem } from '../../model/mod.ts';

/** Prints warnings to standard error; any error among them ends the command. @throws {BuildError} */
export function reportProblems(problems: readonly Problem[]): void {
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (errors.length > 0) throw new BuildError(problems);
  printProblems(problems);
}

/** Prints findings to standard error. */
export function printProblems(problems: readonly Problem[]): void {
  for (const problem of problems) printError(formatProblem(problem));
}

/** Prints a line to standard error. Hosts, rolls and programs have a say in it: no terminal obeys what they say. */
export function printError(text: string): void {
  process.stderr.write(`${cleanText(text)}\n`);
}

/** Prints one line of result. */
export function printLine(text: string): void {
  printText(`${text}\n`);
}

/** Prints text for people. */
export function printText(text: string): void {
  process.stdout.write(cleanText(text));
}

/** Prints text of which the parts are clean, and that has colors. */
export function printPainted(text: string): void {
  process.stdout.write(text);
}

/** Prints the content of a file: byte for byte, unless somebody reads it on a terminal. */
export function printFile(content: string | Uint8Array): void {
  const isShown = process.stdout.isTTY === true && typeof content === 'string';
  process.stdout.write(isShown ? cleanText(content) : content);
}

/** Prints a value as JSON, in many lines. */
export function printJson(value: unknown): void {
  process.stdout.write(`${escapeControls(JSON.stringify(value, undefined, 2))}\n`);
}

/** Prints a value as one line of JSON. */
export function printJsonLine(value: unknown): void {
  process.stdout.write(`${escapeControls(JSON.stringify(value))}\n`);
}

const PIECE_CHARS = 64 * 1024;

/** Prints text that may be much larger than what it is made of: no more than a piece of it is kept at a time. */
export async function printPieces(pieces: Iterable<string>): Promise<void> {
  // Every command loads this file, few print so much
  const { default: events } = await import('node:events');
  let piece = '';
  for (const text of pieces) {
    piece += cleanText(text);
    if (piece.length < PIECE_CHARS) continue;
    if (!process.stdout.write(piece)) await events.once(process.stdout, 'drain');
    piece = '';
  }
  process.stdout.write(piece);
}

/** JSON indented by two, as `JSON.stringify` has it, in pieces: one for each entry of an object's lists. */
export function* renderJson(value: object): Generator<string> {
  const nested = (item: unknown, indent: string): string =>
    escapeControls(JSON.stringify(item, undefined, 2)).replaceAll('\n', `\n${indent}`);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  yield '{';
  for (const [index, [key, item]] of entries.entries()) {
    yield `${index === 0 ? '' : ','}\n  ${JSON.stringify(key)}: `;
    if (!Array.isArray(item) || item.length === 0) yield nested(item, '  ');
    else {
      for (const [at, part] of item.entries()) yield `${at === 0 ? '[' : ','}\n    ${nested(part, '    ')}`;
      yield '\n  ]';
    }
  }
  yield entries.length === 0 ? '}\n' : '\n}\n';
}
