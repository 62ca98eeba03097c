import { cleanLine } from '../../model/mod.ts';
import { cutLine } from './style.ts';

/** The last lines of a terminal, drawn again as things change; what is printed meanwhile stands above them for good. */
export interface LiveBlock {
  /** Hosts have a say in what is printed; what is drawn has colors, and is clean. */
  readonly print: (line: string) => void;
  readonly draw: (lines: readonly string[]) => void;
  /** Lines that fit below each other. */
  readonly room: () => number;
  /** Leaves the lines where they are. */
  readonly end: () => void;
}

/** The terminal, or a test's. */
export interface LiveTerminal {
  readonly write: (text: string) => unknown;
  readonly columns?: number;
  readonly rows?: number;
}

export function createLiveBlock(terminal: LiveTerminal): LiveBlock {
  let shown: readonly string[] = [];
  let width = terminal.columns;
  const columns = (): number => terminal.columns ?? 80;
  /** To the place where the block begins. A window that became narrower has broken its lines: all of it is cleared. */
  const back = (): string => {
    const isResized = width !== terminal.columns;
    width = terminal.columns;
    if (isResized && shown.length > 0) return '\u001b[2J\u001b[H';
    return shown.length === 0 ? '' : `\u001b[${shown.length}A`;
  };
  const render = (lines: readonly string[]): string =>
    `${lines.map((line) => `${cutLine(line, columns() - 1)}\u001b[K\n`).join('')}\u001b[J`;
  return {
    print: (line) => void terminal.write(`${back()}${cleanLine(line)}\u001b[K\n${render(shown)}`),
    draw: (lines) => {
      terminal.write(`${back()}${render(lines)}`);
      shown = lines;
    },
    room: () => Math.max(1, (terminal.rows ?? 24) - 2),
    end: () => {
      shown = [];
    },
  };
}
