/** What a terminal can show. */
export interface TerminalStyle {
  readonly color: boolean;
  /** Letters beyond ASCII; serial consoles have none. */
  readonly blocks: boolean;
}

export const PLAIN: TerminalStyle = { color: false, blocks: false };

/** What standard output can show: nothing special where it is no terminal, or where `NO_COLOR` says so. */
export function readTerminalStyle(isTerminal: boolean, env: NodeJS.ProcessEnv = process.env): TerminalStyle {
  const term = env['TERM'] ?? '';
  if (!isTerminal || term === '' || term === 'dumb') return PLAIN;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return {
    color: (env['NO_COLOR'] ?? '') === '',
    blocks: /utf-?8/i.test(locale) && !/^vt\d/.test(term),
  };
}

const COLORS = { green: 32, red: 31, cyan: 36, dim: 2 } as const;
export type Color = keyof typeof COLORS;

export function paint(text: string, color: Color | undefined, style: TerminalStyle): string {
  return style.color && color !== undefined ? `\u001b[${COLORS[color]}m${text}\u001b[0m` : text;
}

/** The beginning of a line that takes so many columns; colors take none. */
export function cutLine(line: string, columns: number): string {
  let left = columns;
  let cut = '';
  for (const part of line.split(/(\u001b\[[0-9;]*m)/)) {
    if (part.startsWith('\u001b')) cut += part;
    else {
      const letters = [...part].slice(0, left);
      left -= letters.length;
      cut += letters.join('');
    }
  }
  return cut;
}
