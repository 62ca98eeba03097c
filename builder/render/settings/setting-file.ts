import type { Origin, Setting } from '../../model/mod.ts';

/** A file of the installed system that settings come to. */
export interface SettingFile {
  readonly path: string;
  readonly mode: number;
  readonly text: string;
  /** All who say something in it. */
  readonly by: readonly Origin[];
}

/** Lines of a file, those of a node below its name. */
function renderLines<Thing extends Setting>(
  things: readonly Thing[],
  linesOf: (thing: Thing) => readonly string[],
): string {
  const lines = things.flatMap((thing, index) => {
    const heading = `# ${nameNodes(thing)}`;
    const before = things[index - 1];
    const isNew = before === undefined || heading !== `# ${nameNodes(before)}`;
    return [...(isNew ? [heading] : []), ...linesOf(thing)];
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** "ssh (base), web (mine)": no lines, since a file must not change where only another line moved. */
export function nameNodes({ by }: Setting): string {
  return [...new Set(by.map(({ node, roll }) => `${node} (${roll})`))].join(', ');
}

/** A file of one setting alone, below the names of its nodes. */
export function ownFile(thing: Setting, path: string, text: string): SettingFile {
  return { path, mode: 0o644, text: `# ${nameNodes(thing)}\n${text}`, by: thing.by };
}

/** One file of all settings of a kind; none of none. */
export function fileOf<Thing extends Setting>(
  path: string,
  things: readonly Thing[],
  linesOf: (thing: Thing) => readonly string[],
): readonly SettingFile[] {
  if (things.length === 0) return [];
  const by = things.flatMap((thing) => thing.by);
  return [{ path, mode: 0o644, text: renderLines(things, linesOf), by }];
}
