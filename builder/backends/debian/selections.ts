import type { DebconfSelection } from './types.ts';

/** As `debconf-set-selections` reads it: comments, and a backslash at the end of a line that goes on. */
export function parseSelections(text: string): {
  readonly selections: readonly DebconfSelection[];
  /** The first line that is none. */
  readonly wrong?: string;
} {
  const selections: DebconfSelection[] = [];
  for (const line of text.replace(/\\\n\s*/g, ' ').split('\n')) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const [, owner, question, type, value = ''] = /^(\S+)\s+(\S+)\s+(\S+)(?:\s+(.*))?$/.exec(trimmed) ?? [];
    if (owner === undefined || question === undefined || type === undefined)
      return { selections, wrong: trimmed };
    selections.push({ owner, question, type, value });
  }
  return { selections };
}

export function formatSelection({ owner, question, type, value }: DebconfSelection): string {
  return `${owner} ${question} ${type} ${value}`.trimEnd();
}
