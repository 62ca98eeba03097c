import type { FileWrite } from '../../../model/mod.ts';
import { type Assembly, draftOf, originOf, type Position } from '../../assemble/assembly.ts';
import { collectPieces, collectText } from '../../assemble/body.ts';
import { checkSecret } from '../../assemble/check-secret.ts';
import { quoteForJson } from '../../roster/answer-ask.ts';
import { FILE_MODES, FILE_VARS, type FileItem } from './parse-file.ts';

/** Owner and permissions that the last tag of a path set. */
const startRights = (): Map<
  string,
  { readonly owner: string | undefined; readonly perms: string | undefined }
> => new Map();

/** What one `<file>` writes on this machine; later tags of a path inherit owner and permissions. */
export function describeFile(assembly: Assembly, item: FileItem, position: Position): FileWrite | undefined {
  const { machine } = assembly;
  const rights = draftOf(assembly, startRights);
  const { source } = position;
  const known = machine.problems.length;
  const path = machine.expandValue(item.name, source).trim();
  if (path === '') {
    if (machine.problems.length > known) return undefined;
    machine.addSlip(source, 'ATTRIBUTE_MISSING', 'Element "file" has no name on this machine', item);
    return undefined;
  }
  const inherited = rights.get(path);
  const owner = expandOptional(assembly, item.owner, position) ?? inherited?.owner;
  const perms = expandOptional(assembly, item.perms, position) ?? inherited?.perms;
  if (owner !== inherited?.owner || perms !== inherited?.perms) rights.set(path, { owner, perms });
  const { node, roll, file, line } = originOf(assembly, position, item);
  machine.takeSecret();
  const said = readBody(assembly, item, position);
  checkSecret(assembly, { path, perms }, position, machine.takeSecret(), item);
  return {
    kind: 'file',
    path,
    mode: choose(assembly, item, position, item.mode, FILE_MODES),
    owner,
    perms,
    vars: choose(assembly, item, position, item.vars, FILE_VARS),
    expr: expandOptional(assembly, item.expr, position),
    src: expandOptional(assembly, item.src, position),
    ...said,
    phases: position.phases,
    node,
    roll,
    file,
    line,
  };
}

/** What a script writes again and again, it can make again from its pieces. */
function readBody(
  assembly: Assembly,
  { body, quote }: FileItem,
  position: Position,
): Pick<FileWrite, 'text' | 'pieces'> {
  const isJson = quote === 'json';
  if (position.phases.includes('change')) return collectPieces(assembly, body, position, isJson);
  return { text: collectText(assembly, body, position, isJson ? quoteForJson : undefined) };
}

/** The trimmed value of an attribute; undefined when it is absent or empty. */
function expandOptional(
  { machine }: Assembly,
  template: FileItem['owner'],
  { source }: Position,
): string | undefined {
  if (template === undefined) return undefined;
  const text = machine.expandValue(template, source).trim();
  return text === '' ? undefined : text;
}

/** One of a few words, the first when it is none of them; a plain one was checked when the file was parsed. */
function choose<Word extends string>(
  { machine }: Assembly,
  item: FileItem,
  { source }: Position,
  template: FileItem['mode'],
  words: readonly Word[],
): Word {
  const text = machine.expandValue(template, source).trim();
  for (const word of words) if (word === text) return word;
  if (text !== '') {
    const hint = `Known are: ${words.join(', ')}`;
    machine.addSlip(source, 'ATTRIBUTE_VALUE', `"${text}" is none of the known values`, item, hint);
  }
  return words[0]!;
}
