import { cleanText } from './clean-text.ts';
import { ERROR_CODES, type ErrorCode } from './codes.ts';
import { redactLogins } from './redact-logins.ts';

/** Where in an input a problem is. Lines and columns count from 1. */
export interface Place {
  /** Path as the user gave it, or relative to the roll ("base/nodes/x.xml"). */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** One finding about an input, as data. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly code: ErrorCode;
  /** Capital letter, values quoted, no full stop. */
  readonly message: string;
  readonly place?: Place;
  /** What to do about it. */
  readonly hint?: string;
}

/** `file:line:column`, as far as known. */
export function formatPlace(place: Place): string {
  const line = place.line === undefined ? '' : `:${place.line}`;
  const column = place.line === undefined || place.column === undefined ? '' : `:${place.column}`;
  return `${place.file}${line}${column}`;
}

/** One line for people, on any terminal: `file:line:column: error: message [CODE]; hint`. */
export function formatProblem(problem: Problem): string {
  const place = problem.place ? `${formatPlace(problem.place)}: ` : '';
  const hint = problem.hint ? `\n  ${problem.hint}` : '';
  return cleanText(`${place}${problem.severity}: ${problem.message} [${problem.code}]${hint}`);
}

/** Builds an error value; `place` and `hint` may be left out. Passwords in addresses are left out. */
export function errorProblem(code: ErrorCode, message: string, place?: Place, hint?: string): Problem {
  return buildProblem('error', code, message, place, hint);
}

/** Builds a warning value in the same way. */
export function warningProblem(code: ErrorCode, message: string, place?: Place, hint?: string): Problem {
  return buildProblem('warning', code, message, place, hint);
}

function buildProblem(
  severity: Problem['severity'],
  code: ErrorCode,
  message: string,
  place: Place | undefined,
  hint: string | undefined,
): Problem {
  return {
    severity,
    code,
    message: redactLogins(message),
    ...(place ? { place } : {}),
    ...(hint ? { hint: redactLogins(hint) } : {}),
  };
}

/**
 * The one exception of Cairn: it carries every problem found in one run.
 * `exitCode`: 1 the input is wrong, 2 wrong usage, 3 the environment failed.
 */
export class BuildError extends Error {
  readonly code: ErrorCode;
  readonly problems: readonly Problem[];
  readonly exitCode: 1 | 2 | 3;

  constructor(problems: Problem | readonly Problem[]) {
    const all = Array.isArray(problems) ? (problems as readonly Problem[]) : [problems as Problem];
    const first = all.find((problem) => problem.severity === 'error') ?? all[0];
    if (first === undefined) throw new TypeError('A BuildError needs at least one problem');
    super(all.map(formatProblem).join('\n'));
    this.name = 'BuildError';
    this.code = first.code;
    this.problems = all;
    this.exitCode = EXIT_CODES[ERROR_CODES[first.code]];
  }
}

const EXIT_CODES = { input: 1, usage: 2, environment: 3 } as const;

/** Shorthand: throws one error. */
export function fail(code: ErrorCode, message: string, place?: Place, hint?: string): never {
  throw new BuildError(errorProblem(code, message, place, hint));
}
