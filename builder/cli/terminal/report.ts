import { once } from 'node:events';
import { BuildError, formatProblem, type Problem } from '../../model/mod.ts';

/** Prints warnings to standard error; any error among them ends the command. @throws {BuildError} */
export function reportProblems(problems: readonly Problem[]): void {
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (errors.length > 0) throw new BuildError(problems);
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
}

/** Prints one line of result. */
export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

const PIECE_CHARS = 64 * 1024;

/** Prints text that may be much larger than what it is made of: no more than a piece of it is kept at a time. */
export async function printPieces(pieces: Iterable<string>): Promise<void> {
  let piece = '';
  for (const text of pieces) {
    piece += text;
    if (piece.length < PIECE_CHARS) continue;
    if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
    piece = '';
  }
  process.stdout.write(piece);
}

/** JSON indented by two, as `JSON.stringify` has it, in pieces: one for each entry of an object's lists. */
export function* renderJson(value: object): Generator<string> {
  const nested = (item: unknown, indent: string): string =>
    JSON.stringify(item, undefined, 2).replaceAll('\n', `\n${indent}`);
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
