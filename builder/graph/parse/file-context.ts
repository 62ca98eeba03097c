import {
  type ErrorCode,
  errorProblem,
  type Place,
  type Problem,
  type Spot,
  warningProblem,
} from '../../model/mod.ts';
import type { Language } from './language.ts';

/** At most so many findings of a kind are kept for one file: hostile input must not fill the memory with them. */
const PROBLEM_LIMIT = 100;

/** Which file is read, and how. */
export interface FileName {
  readonly rollName: string;
  /** Index into `Graph.rolls`. */
  readonly roll: number;
  /** Relative to the roll. */
  readonly path: string;
  /** Slips that Rocks survives are warnings. */
  readonly lenient: boolean;
  /** The elements there are. */
  readonly language: Language;
}

/** A file that is being read, and the findings about it. */
export interface FileContext extends FileName {
  readonly problems: Problem[];
  /** How many findings of each kind there were. */
  readonly counts: Map<string, number>;
  /** What elements hold is read when it is asked for, instead of kept. */
  readonly isLate: boolean;
  /** What may be kept beyond what any file may take; see `keepItems`. */
  readonly freeBytes: number;
}

/** The context of a file of which nothing has been read yet. */
export function openContext(
  { rollName, roll, path, lenient, language }: FileName,
  { isLate = false, freeBytes = Number.POSITIVE_INFINITY } = {},
): FileContext {
  return { rollName, roll, path, lenient, language, problems: [], counts: new Map(), isLate, freeBytes };
}

/** `roll/path:line:column`, as problems name it. */
export function placeIn(context: FileContext, spot?: Spot): Place {
  const file = `${context.rollName}/${context.path}`;
  return spot === undefined ? { file } : { file, line: spot.line, column: spot.column };
}

/** A slip: an error, in a lenient roll a warning. */
export function addSlip(
  context: FileContext,
  code: ErrorCode,
  message: string,
  spot: Spot,
  hint?: string,
): void {
  const build = context.lenient ? warningProblem : errorProblem;
  addProblem(context, build(code, message, placeIn(context, spot), hint));
}

export function addWarning(
  context: FileContext,
  code: ErrorCode,
  message: string,
  spot: Spot,
  hint?: string,
): void {
  addProblem(context, warningProblem(code, message, placeIn(context, spot), hint));
}

function addProblem(context: FileContext, problem: Problem): void {
  const kind = `${problem.severity} ${problem.code}`;
  const count = (context.counts.get(kind) ?? 0) + 1;
  context.counts.set(kind, count);
  if (count <= PROBLEM_LIMIT) context.problems.push(problem);
}

/** The findings, and of each kind of which there were too many, how many more. */
export function listFindings(context: FileContext): readonly Problem[] {
  const { problems, counts } = context;
  if (problems.length < PROBLEM_LIMIT) return problems;
  const more = problems.flatMap((problem, index): Problem[] => {
    const count = counts.get(`${problem.severity} ${problem.code}`)!;
    const isFirst =
      problems.findIndex(({ code, severity }) => code === problem.code && severity === problem.severity) ===
      index;
    if (count <= PROBLEM_LIMIT || !isFirst) return [];
    const message = `${count - PROBLEM_LIMIT} more findings of this kind in this file`;
    return [{ severity: problem.severity, code: problem.code, message, place: placeIn(context) }];
  });
  return [...problems, ...more];
}
