import { errorProblem, type Problem, type RollFile, warningProblem } from '../../model/mod.ts';
import type { TreeFile } from '../roll.ts';

const TEMPLATE = /^(?:include-version\/\d+\/)?(nodes|graphs(?:\/default)?)\/([^/]+)\.xml\.in$/;
const MAX_NAMED = 5;

/** A tree of Stacki looks like one of Rocks, but nothing in it means the same: one error, instead of an empty roll. */
export function checkStacki(files: readonly RollFile[], name: string, origin: string): readonly Problem[] {
  const file = files.find(({ text }) => findRoot(text)?.startsWith('stack:'));
  if (file === undefined) return [];
  const message = `"${name}" is a Stacki pallet (${file.path} starts with <stack:...>), and only rolls of Rocks are read`;
  const hint =
    'Write its nodes anew: <stack:package> is <package>, <stack:script> is <post>; rolls/LANGUAGE.md';
  return [errorProblem('ROLL_STRUCTURE', message, { file: origin }, hint)];
}

/** The name of the first element of a file, after declaration and comments. */
function findRoot(text: string): string | undefined {
  let at = text.indexOf('<');
  while (at >= 0) {
    const isComment = text.startsWith('<!--', at);
    if (!isComment && !/[?!]/.test(text.charAt(at + 1))) break;
    const end = text.indexOf(isComment ? '-->' : '>', at);
    at = end < 0 ? -1 : text.indexOf('<', end);
  }
  return at < 0 ? undefined : /^[\w:.-]*/.exec(text.slice(at + 1, at + 100))?.[0];
}

/** A file that the roll's own build makes from a template, and has not made yet. */
export interface Template {
  /** Of the template: `nodes/NAME.xml.in`. */
  readonly path: string;
  /** Of the node; a graph has none. */
  readonly node: string | undefined;
}

/** What the tree holds as a template alone. */
export function findTemplates(files: readonly TreeFile[]): readonly Template[] {
  const paths = new Set(files.map(({ path }) => path));
  return files.flatMap(({ path }) => {
    const [, folder, name] = TEMPLATE.exec(path) ?? [];
    if (folder === undefined || paths.has(path.slice(0, -'.in'.length))) return [];
    return [{ path, node: folder === 'nodes' ? name : undefined }];
  });
}

/** One warning for all files that are not there yet. */
export function warnOfTemplates(found: readonly Template[], rollName: string): readonly Problem[] {
  const [first] = found;
  if (first === undefined) return [];
  const named = found.slice(0, MAX_NAMED).map(({ path }) => path);
  const more = found.length > named.length ? ` and ${found.length - named.length} more` : '';
  const what = found.length === 1 ? 'is a template' : 'are templates';
  const message = `${named.join(', ')}${more} ${what} that the roll's own build fills in: not read`;
  const hint = 'Build the roll first (make in its folder), or write the .xml file by hand';
  return [warningProblem('ROLL_STRUCTURE', message, { file: `${rollName}/${first.path}` }, hint)];
}
