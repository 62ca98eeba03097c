import type { PictureRoll } from '../../model/mod.ts';

/** Colors that nobody takes for each other, also with a weakness for red and green, as fill and as tint. */
const PALETTE = [
  '#3f6fb5', '#d98a1e', '#1f8a4c', '#b02a6f', '#c9b400', '#1fa3b8', '#cf3f36', '#8b5a3c', '#7b4fc0', '#e07fb6',
  '#6d7784', '#86b02c',
]; // biome-ignore format: a table

/** Colors that are closer than this look the same; those of the palette are further apart. */
const NEAR = 90;

/** How the nodes of a roll look. */
export interface RollMark {
  readonly color: string;
  /** Of a bar at their left: where another roll has this color, or one like it. */
  readonly stripe?: string;
}

/** The mark of each roll: its own color, else one of the palette by its place. No two of them look the same. */
export function chooseMarks(rolls: readonly PictureRoll[]): readonly RollMark[] {
  const own = rolls.map(({ color }) =>
    /^#[0-9a-f]{6}$/i.test(color ?? '') ? color!.toLowerCase() : undefined,
  );
  const unlike = PALETTE.filter((color) => !own.some((other) => other !== undefined && isNear(color, other)));
  const free = unlike.length > 0 ? unlike : PALETTE;
  let next = 0;
  return own.map((color, index) => {
    if (color === undefined) {
      const chosen = free[next % free.length]!;
      const round = unlike.length > 0 ? Math.floor(next / free.length) : 1 + Math.floor(next / free.length);
      next += 1;
      return mark(chosen, round);
    }
    const before = own.slice(0, index).filter((other) => other !== undefined && isNear(color, other));
    return mark(color, before.length);
  });
}

/** @param count so many others have the color already */
function mark(color: string, count: number): RollMark {
  if (count === 0) return { color };
  const others = PALETTE.filter((other) => !isNear(color, other));
  return { color, stripe: others[(count - 1) % others.length]! };
}

/** Whether two colors look alike: the distance of their parts, weighted as eyes do. */
function isNear(one: string, other: string): boolean {
  const [[r, g, b], [red, green, blue]] = [partsOf(one), partsOf(other)];
  const mean = (r + red) / 2;
  const square =
    (2 + mean / 256) * (r - red) ** 2 + 4 * (g - green) ** 2 + (2 + (255 - mean) / 256) * (b - blue) ** 2;
  return square < NEAR ** 2;
}

function partsOf(color: string): [number, number, number] {
  const part = (at: number): number => Number.parseInt(color.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
}

/** A color on the way to another: 0 is the first, 1 the second. */
export function mixColors(from: string, to: string, part: number): string {
  const [start, end] = [partsOf(from), partsOf(to)];
  const mixed = start.map((value, at) => value * (1 - part) + end[at]! * part);
  return `#${mixed.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}

/** Black or white, whichever reads better on a color. */
export function inkOn(color: string): string {
  const [red, green, blue] = partsOf(color);
  return 0.299 * red + 0.587 * green + 0.114 * blue > 150 ? '#14181f' : '#ffffff';
}
