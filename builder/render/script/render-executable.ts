import type { RenderedScript } from './render-script.ts';

/** A script as a file that runs by itself: with the line that names its interpreter. */
export function renderExecutable({ text, interpreter }: RenderedScript): string {
  return text.startsWith('#!') ? text : `#!${shebangOf(interpreter)}\n${text}`;
}

/** The kernel takes a path and at most one argument. */
function shebangOf(interpreter: string): string {
  const words = interpreter.trim().split(/\s+/);
  const [program = ''] = words;
  if (program.startsWith('/') && words.length <= 2) return words.join(' ');
  return `/usr/bin/env ${words.length > 1 ? '-S ' : ''}${words.join(' ')}`;
}
