import type { Profile } from '../../graph/mod.ts';
import type { FileWrite, Origin, Script } from '../../model/mod.ts';
import { renderBody, trimBody } from '../../render/script/render-script.ts';
import { languageOf, languageOfShebang, type ScriptLanguage } from './language.ts';

/** A program that a machine will run, as far as it is known before there is a machine. */
export interface Program {
  readonly language: ScriptLanguage;
  /** Its whole text. */
  readonly text: string;
  /** As findings name it: `<post>`, or `the file "/usr/local/bin/x"`. */
  readonly what: string;
  readonly origin: Origin;
}

/** Scripts of a profile, and the files that it writes whose first line names an interpreter. */
export function listPrograms(profile: Profile): readonly Program[] {
  return [...profile.scripts.flatMap(programsOf), ...programFiles(profile.files)];
}

function programsOf(script: Script): readonly Program[] {
  const { element, interpreter, chroot, parts } = script;
  const own = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  const named = languageOfRun(script, own);
  const what = `<${element}>`;
  if (named === 'python') return [{ language: named, text: own.trimStart(), what, origin: script }];
  if (named === undefined) {
    // Its files are written by a shell
    const files = parts.filter((part) => part.kind === 'file');
    return files.length === 0 ? [] : [{ language: 'sh', text: renderBody(files), what, origin: script }];
  }
  // The installer has one shell for all
  const language = chroot || languageOf(interpreter) === undefined ? named : 'sh';
  return [{ language, text: renderBody(parts), what, origin: script }];
}

/** A script of the first boot is a file: its own first line counts, if it has one. */
function languageOfRun(
  { phases, interpreter, environment, parts }: Script,
  own: string,
): ScriptLanguage | undefined {
  const isFile = phases.some((phase) => phase !== 'pre' && phase !== 'post');
  const isPlain = environment === undefined && parts.every(({ kind }) => kind === 'text');
  const text = own.trimStart();
  return isFile && isPlain && text.startsWith('#!') ? languageOfShebang(text) : languageOf(interpreter);
}

/** Files whose whole content is known, as they are once all scripts have run. */
function programFiles(files: readonly FileWrite[]): readonly Program[] {
  const known = new Map<string, FileWrite[] | undefined>();
  for (const file of files) {
    const { path, mode, vars, expr, src } = file;
    const isKnown = mode !== 'pipe' && vars === 'literal' && expr === undefined && src === undefined;
    const before = known.get(path);
    if (mode === 'create') known.set(path, isKnown ? [file] : undefined);
    else known.set(path, isKnown && before !== undefined ? [...before, file] : undefined);
  }
  return [...known].flatMap(([path, writes]): Program[] => {
    const text = (writes ?? []).map((write) => trimBody(write.text)).join('');
    const language = languageOfShebang(text);
    return language === undefined
      ? []
      : [{ language, text, what: `the file "${path}"`, origin: writes![0]! }];
  });
}
