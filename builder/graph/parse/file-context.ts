import {
  type ErrorCode,
  errorProblem,
  type Place,
  type Problem,
  type Spot,
  warningProblem,
} from '../../model/mod.ts';

/** At most so many findings of one file are kept: hostile input must not fill the memory with messages. */
const PROBLEM_LIMIT = 1000;

/** Whose file is being read, and the findings about it. */
export interface FileContext {
  readonly rollName: string;
  /** Index into `Graph.rolls`. */
  readonly roll: number;
  /** Relative to the roll. */
  readonly path: string;
  /** Slips that Rocks survives are warnings. */
  readonly lenient: boolean;
  readonly problems: Problem[];
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
  if (context.problems.length < PROBLEM_LIMIT) context.problems.push(problem);
}
