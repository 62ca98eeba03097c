/** Languages whose programs are read before they are anywhere near a machine. */
export type ScriptLanguage = 'bash' | 'sh' | 'python';

const LANGUAGES: readonly (readonly [RegExp, ScriptLanguage])[] = [
  [/^bash$/, 'bash'],
  [/^(?:sh|dash|ash)$/, 'sh'],
  [/^python3(?:\.\d+)?$/, 'python'],
];

/** The language of an interpreter as a node names it: `bash`, `/usr/bin/python3 -u`, `/usr/bin/env bash`. */
export function languageOf(interpreter: string): ScriptLanguage | undefined {
  const words = interpreter.trim().split(/\s+/);
  const isEnv = /(?:^|\/)env$/.test(words[0] ?? '');
  const program = isEnv ? words.slice(1).find((word) => !/^-|=/.test(word)) : words[0];
  const name = (program ?? '').replace(/^.*\//, '');
  return LANGUAGES.find(([form]) => form.test(name))?.[1];
}

/** The language that the first line of a file names. */
export function languageOfShebang(text: string): ScriptLanguage | undefined {
  const line = /^#!\s*(.*)/.exec(text)?.[1];
  return line === undefined ? undefined : languageOf(line);
}
