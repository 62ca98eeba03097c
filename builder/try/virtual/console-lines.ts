import type { TrialStage } from '../../model/mod.ts';

/** A line of the installer on a console: "[   12.345] Cairn: Unpacking the base system". */
const LINE = /\[ *(\d+\.\d+)\] Cairn: ([^\r\n]*)/;
/** What a stage is called: "Installing packages", and no line about how far it is. */
const STAGE = /^[A-Z][a-z]+ing\b/;

export interface InstallerLine {
  /** Since the kernel's start. */
  readonly seconds: number;
  readonly text: string;
}

/** The installer's own line on a console; undefined: somebody else's. */
export function parseInstallerLine(line: string): InstallerLine | undefined {
  const found = LINE.exec(line);
  return found === null ? undefined : { seconds: Number(found[1]), text: found[2]! };
}

/** How long each stage took: from its line to that of the next, or to the last of all. */
export function listStages(lines: readonly InstallerLine[]): TrialStage[] {
  const last = lines.at(-1);
  const stages = lines.filter(({ text }) => STAGE.test(text));
  return stages.map(({ text, seconds }, index) => {
    const end = (stages[index + 1] ?? last)!.seconds;
    return { title: text, seconds: Math.round((end - seconds) * 1000) / 1000 };
  });
}

/** Why an installation does not go on by itself: its own words; undefined while it does. */
export function findEnd(lines: readonly InstallerLine[]): { readonly why: readonly string[] } | undefined {
  const failed = lines.findIndex(({ text }) => text === 'FAILED');
  const said = lines.slice(failed + 1).map(({ text }) => text);
  if (failed !== -1) return { why: said.flatMap((text) => (text.startsWith('  ') ? [text.trim()] : [])) };
  const asked = lines.find(({ text }) => /^(?:To be asked|Waiting for an answer)/.test(text));
  return asked === undefined ? undefined : { why: [`Nobody is there to answer: ${asked.text}`] };
}
