import { type FileWrite, formatOrigin, type Script } from '../../model/mod.ts';
import { renderEnvironment, wrapProgram } from './render-environment.ts';
import { chooseDelimiter, quoteShell } from './shell.ts';
import writeFile from './write-file.ejs';

/** One program to run, in order; `text` is its whole source. */
export interface RenderedScript {
  /** "012-frontend-ssh": sorts as it runs and is a file name. */
  readonly id: string;
  readonly interpreter: string;
  readonly text: string;
  readonly script: Script;
}

const SHELLS: readonly string[] = ['bash', 'sh', 'dash', 'ash'];

/**
 * Renders scripts in order, each complete in itself: its environment is in its text. Of a shell script, `<file>` parts become here-documents in their place; of one in
 * another language they are written first, by a shell script of their own (nothing can be put into the middle
 * of a Python program without reading it), and one that has an environment is called by a shell that sets it.
 */
export function renderScripts(scripts: readonly Script[]): RenderedScript[] {
  const rendered: RenderedScript[] = [];
  const add = (script: Script, interpreter: string, text: string): void => {
    const number = String(rendered.length + 1).padStart(3, '0');
    rendered.push({
      id: `${number}-${script.node.replace(/[^A-Za-z0-9_.-]/g, '_')}`,
      interpreter,
      text,
      script,
    });
  };
  for (const script of scripts) {
    const { interpreter, environment, parts } = script;
    const files = parts.filter((part) => part.kind === 'file');
    const withPrelude = (text: string): string =>
      `${renderEnvironment(environment)}${files.length > 0 ? writeFile({}) : ''}${trimScript(text)}\n`;
    if (isShell(interpreter)) {
      add(script, interpreter, withPrelude(renderBody(parts)));
      continue;
    }
    if (files.length > 0) add(script, 'sh', withPrelude(renderBody(files)));
    const own = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
    if (own.trim() === '') continue;
    const program = `${own.trim()}\n`;
    if (environment === undefined) add(script, interpreter, program);
    else add(script, 'sh', wrapProgram(interpreter, program, environment));
  }
  return rendered;
}

/** True for interpreters that read POSIX shell. */
export function isShell(interpreter: string): boolean {
  const program = interpreter.trim().split(/\s+/)[0] ?? '';
  return SHELLS.includes(program.slice(program.lastIndexOf('/') + 1));
}

function trimScript(text: string): string {
  return text.replace(/^\s*\n/, '').trimEnd();
}

/** A script for a shell as it was written, with here-documents in the place of files. */
export function renderBody(parts: Script['parts']): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : renderFileWrite(part))).join('');
}

function renderFileWrite(file: FileWrite): string {
  return file.mode === 'pipe' ? renderFilter(file) : renderContent(file);
}

/** The text is a command that reads the file (or `src`) and writes what the file becomes. */
function renderFilter(file: FileWrite): string {
  const filtered = quoteShell(`${file.path}.cairn-filtered`);
  return [
    `\n( ${file.text.trim()}\n) <${quoteShell(file.src ?? file.path)} >${filtered} || exit 1`,
    `${cairnFileCall(file)} <${filtered}`,
    `rm -f ${filtered}\n`,
  ].join('\n');
}

function renderContent(file: FileWrite): string {
  const body = trimBody(file.text);
  const delimiter = chooseDelimiter(body);
  const opening = file.vars === 'expanded' ? `<<${delimiter}` : `<<'${delimiter}'`;
  const before = [
    ...(file.expr === undefined ? [] : [file.expr]),
    ...(file.src === undefined ? [] : [`cat ${quoteShell(file.src)}`]),
  ];
  const call = cairnFileCall(file);
  if (before.length === 0) return `\n${call} ${opening}\n${body}${delimiter}\n`;
  return `\n{ ${before.join('; ')}; cat; } ${opening} | ${call}\n${body}${delimiter}\n`;
}

function cairnFileCall(file: FileWrite): string {
  const owner = (file.owner ?? '').replace(/^([^.:]+)\./, '$1:');
  const words = [file.mode, file.path, owner, file.perms ?? '', formatOrigin(file)];
  return `cairn_file ${words.map((word) => (word === '' ? "''" : quoteShell(word))).join(' ')}`;
}

/** The line break after the tag and the indentation before its end are the XML's; a file ends with a line break. */
export function trimBody(text: string): string {
  const body = text.replace(/^[ \t]*\n/, '').replace(/[ \t]+$/, '');
  return body === '' || body.endsWith('\n') ? body : `${body}\n`;
}
