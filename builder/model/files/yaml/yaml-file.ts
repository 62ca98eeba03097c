import type { GenericSchema, InferOutput } from 'valibot';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { errorProblem, type Place, type Problem } from '../../problem.ts';
import { validateTree } from './validate-tree.ts';
import { isDeeperThan } from './yaml-depth.ts';
import { findYamlPlace, type YamlPath } from './yaml-places.ts';

/** What a file that people write says, with the places of what it says. */
export interface YamlFile<T> {
  /** Undefined when anything is wrong. */
  readonly value: T | undefined;
  /** Every unknown key, missing key and wrong value, in the order of the file. */
  readonly problems: readonly Problem[];
  /** Where the value at a path is written, for findings made later: `placeOf('rolls', 1)`. */
  readonly placeOf: (...path: YamlPath) => Place;
}

/** People write these files: one larger than this is a mistake or an attack. */
const MAX_LENGTH = 1 << 20;
const MAX_DEPTH = 40;
/** One slip often makes many: the first ones tell. */
const MAX_SYNTAX_PROBLEMS = 20;

/**
 * Reads YAML that people write. Every scalar is text until the schema says otherwise: `version: 1.20` stays
 * "1.20" and `no` is not a boolean by surprise. Unknown keys, duplicate keys and wrong values are errors with
 * file, line and column, all of them in one run. Pure: runs in Node and in QuickJS.
 *
 * @param file shown in messages
 */
export function parseYamlFile<S extends GenericSchema>(
  text: string,
  file: string,
  schema: S,
): YamlFile<InferOutput<S>> {
  const lines = new LineCounter();
  const document = parseSafely(text, file, lines);
  if (Array.isArray(document)) return { value: undefined, problems: document, placeOf: () => ({ file }) };
  const placeOf = (...path: YamlPath): Place => findYamlPlace(document, lines, file, path);
  const syntax = document.errors.slice(0, MAX_SYNTAX_PROBLEMS).map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    const message = `Cannot read this as YAML: ${error.message}`;
    return errorProblem('YAML_SYNTAX', message, { file, line, column: col }, SYNTAX_HINTS[error.code]);
  });
  if (syntax.length > 0) return { value: undefined, problems: syntax, placeOf };
  let tree: unknown;
  try {
    tree = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    const message = `Cannot read this as YAML: ${error instanceof Error ? error.message : String(error)}`;
    return { value: undefined, problems: [errorProblem('YAML_SYNTAX', message, { file })], placeOf };
  }
  const checked = validateTree(schema, tree);
  const problems = checked.findings.map(({ code, message, hint, path, ofKey }) =>
    errorProblem(code, message, findYamlPlace(document, lines, file, path, ofKey), hint),
  );
  return {
    value: problems.length === 0 ? checked.value : undefined,
    problems: sortByPlace(problems),
    placeOf,
  };
}

const SYNTAX_HINTS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'Keep one of the two',
  TAB_AS_INDENT: 'Indent with spaces',
  MULTIPLE_DOCS: 'Write one document without "---" in the middle',
  NON_STRING_KEY: 'Put the key in quotes',
};

function parseSafely(text: string, file: string, lines: LineCounter): Document | Problem[] {
  if (text.length > MAX_LENGTH) {
    return [errorProblem('YAML_SYNTAX', `Cannot read ${text.length} characters of YAML: too long`, { file })];
  }
  const deep = [errorProblem('YAML_SYNTAX', 'Cannot read this as YAML: nested too deeply', { file })];
  try {
    if (isDeeperThan(text, MAX_DEPTH)) return deep;
    return parseDocument(text.replace(/^\uFEFF/, ''), {
      schema: 'failsafe',
      resolveKnownTags: false,
      stringKeys: true,
      prettyErrors: false,
      lineCounter: lines,
      logLevel: 'error',
    });
  } catch {
    return deep;
  }
}

function sortByPlace(problems: readonly Problem[]): Problem[] {
  const line = (problem: Problem): number => problem.place?.line ?? 0;
  const column = (problem: Problem): number => problem.place?.column ?? 0;
  return [...problems].sort((a, b) => line(a) - line(b) || column(a) - column(b));
}
