import type { FileWrite } from '../../../model/mod.ts';
import { draftOf } from '../../assemble/assembly.ts';
import { isText } from '../../assemble/visit.ts';
import { sourceText } from '../../parse/source-text.ts';
import type { NodeElement } from '../element.ts';
import { startScripts } from '../script/assemble-script.ts';
import { wordOf } from '../values.ts';
import { describeFile } from './assemble-file.ts';
import { type FileItem, parseFile } from './parse-file.ts';
import { checkFiles, compareFiles, listFiles, pageFiles, presentFiles } from './report-files.ts';

/** `<file name="..." mode="create|append|pipe">`: writes a file, when the script around it comes to it. */
export const file = {
  name: 'file',
  tags: ['file'],
  places: ['script'],
  parse: parseFile,
  assemble: (assembly, item, position, sink) => {
    const write = describeFile(assembly, item, position);
    if (write !== undefined) sink.addFile(write);
  },
  inside: (item) => item.body,
  mention: (item, expand, add) => add(expand(item.name).trim(), expand(item.mode).trim() || 'create'),
  findValues: (item, look, standing) => {
    const shell = { element: standing.around ?? 'post', interpreter: 'sh' };
    const isShell = wordOf(item.mode) === 'pipe' || wordOf(item.vars) === 'expanded';
    look.addText(item.expr, standing.source, shell);
    look.visit(item.body, { ...standing, place: 'text', program: isShell ? shell : undefined });
  },
  show: (item) => {
    const inside = Array.from(item.body, (part) =>
      isText(part) ? sourceText(part.text) : `<${part.kind}/>`,
    );
    return `<file name="${sourceText(item.name)}">${inside.join('')}</file>`;
  },
  result: {
    key: 'files',
    /** Every file of every script, in writing order. */
    collect: (assembly): readonly FileWrite[] =>
      draftOf(assembly, startScripts).flatMap(({ parts }) => parts.filter((part) => part.kind === 'file')),
    origins: (files) => files,
    check: checkFiles,
    list: listFiles,
    report: {
      rank: 2,
      title: 'Files',
      compare: compareFiles,
      explain: {
        title: 'File',
        off: 'is not wanted',
        verbs: { create: 'writes it', append: 'appends to it', pipe: 'filters it' },
        usual: 'create',
        present: presentFiles,
      },
      page: pageFiles,
    },
  },
} as const satisfies NodeElement<FileItem, readonly FileWrite[]>;
