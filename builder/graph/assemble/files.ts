import type { FileItem, FileWrite } from '../../model/mod.ts';
import { FILE_MODES, FILE_VARS } from '../parse/parse-body.ts';
import { type Assembly, originOf, type Position } from './assembly.ts';

/**
 * What one `<file>` writes on this machine; later tags of a path inherit owner and permissions.
 *
 * @param collect expands the text between its tags
 */
export function addFile(
  assembly: Assembly,
  item: FileItem,
  position: Position,
  collect: () => string,
): FileWrite | undefined {
  const { machine, rights } = assembly;
  const { source } = position;
  const known = machine.problems.length;
  const path = machine.expandValue(item.name, source).trim();
  if (path === '') {
    if (machine.problems.length > known) return undefined;
    machine.addSlip(source, 'ATTRIBUTE_MISSING', 'Element "file" has no name on this machine', item);
    return undefined;
  }
  const optional = (template: FileItem['owner']): string | undefined => {
    const text = template === undefined ? '' : machine.expandValue(template, source).trim();
    return text === '' ? undefined : text;
  };
  const inherited = rights.get(path);
  const owner = optional(item.owner) ?? inherited?.owner;
  const perms = optional(item.perms) ?? inherited?.perms;
  const kept = { ...(owner === undefined ? {} : { owner }), ...(perms === undefined ? {} : { perms }) };
  rights.set(path, kept);
  const expr = optional(item.expr);
  const src = optional(item.src);
  return {
    kind: 'file',
    path,
    mode: choose(assembly, item, position, item.mode, FILE_MODES),
    ...kept,
    vars: choose(assembly, item, position, item.vars, FILE_VARS),
    ...(expr === undefined ? {} : { expr }),
    ...(src === undefined ? {} : { src }),
    text: collect(),
    ...originOf(assembly, position, item),
  };
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
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  if (text !== '') {
    const hint = `Known are: ${words.join(', ')}`;
    machine.addSlip(source, 'ATTRIBUTE_VALUE', `"${text}" is none of the known values`, item, hint);
  }
  return words[0]!;
}
