import { BuildError, errorProblem, type Problem } from '../../model/mod.ts';
import type { BootMenu } from './menu.ts';

/** The kernel's command line buffer, on all platforms alike; what is longer is cut off silently. */
const MAX_COMMAND_LINE = 2047;

/**
 * Refuses what a boot loader would misread: nothing of it can be quoted in all of them.
 *
 * @throws {BuildError} BOOT_MENU: one problem for each text that cannot be shown or passed on
 */
export function checkMenu(menu: BootMenu): void {
  const problems = [
    ...collectTextProblems('title', menu.title),
    ...menu.entries.flatMap((entry) => [
      ...collectTextProblems('label', entry.label),
      ...(/^[A-Za-z0-9-]+$/.test(entry.id)
        ? []
        : [problem(`The menu entry's id "${entry.id}" is not usable`)]),
      ...(entry.boot.kind === 'kernel' ? collectLineProblems(entry.id, entry.boot.arguments) : []),
    ]),
  ];
  if (problems.length > 0) throw new BuildError(problems);
}

function collectTextProblems(what: string, text: string): Problem[] {
  return /^[\x20-\x7e]+$/.test(text) && !/["'\\$^{}]/.test(text)
    ? []
    : [problem(`The boot menu's ${what} "${text}" is not plain ASCII text without quotes`)];
}

function collectLineProblems(id: string, words: readonly string[]): Problem[] {
  const bad = words.filter((word) => !/^[\x21-\x7e]+$/.test(word) || /["'\\$]/.test(word));
  const long = words.join(' ').length > MAX_COMMAND_LINE;
  return [
    ...bad.map((word) => problem(`The kernel argument "${word}" of menu entry "${id}" cannot be passed on`)),
    ...(long
      ? [problem(`The kernel arguments of menu entry "${id}" exceed ${MAX_COMMAND_LINE} characters`)]
      : []),
  ];
}

function problem(message: string): Problem {
  return errorProblem('BOOT_MENU', message, undefined, 'Put long or unusual values in site.yaml instead');
}
