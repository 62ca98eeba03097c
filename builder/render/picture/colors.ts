import type { PictureRoll } from '../../model/mod.ts';

/** Hues far enough apart to be told from each other, also with a weakness for red and green. */
const PALETTE = [
  '#4477aa', '#cc7722', '#228b57', '#aa3377', '#7a5fb5', '#b8a000', '#2a9fb0', '#c0504d', '#6b8e23', '#8c6d5a',
  '#d46fa8', '#5b7f95', '#9c4f96', '#3f9a7a', '#b5651d', '#6677cc',
]; // biome-ignore format: a table

/** The color of each roll: its own, else one of the palette by its place. */
export function chooseColors(rolls: readonly PictureRoll[]): readonly string[] {
  const taken = new Set(rolls.map(({ color }) => color?.toLowerCase()));
  const free = PALETTE.filter((color) => !taken.has(color));
  let next = 0;
  return rolls.map(({ color }) => {
    if (color !== undefined && /^#[0-9a-f]{6}$/i.test(color)) return color.toLowerCase();
    const chosen = free[next % free.length]!;
    next += 1;
    return chosen;
  });
}

/** A color on the way to another: 0 is the first, 1 the second. */
export function mixColors(from: string, to: string, part: number): string {
  const channel = (color: string, at: number): number => Number.parseInt(color.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) => channel(from, at) * (1 - part) + channel(to, at) * part);
  return `#${mixed.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}

/** Black or white, whichever reads better on a color. */
export function inkOn(color: string): string {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
  ];
  return 0.299 * red + 0.587 * green + 0.114 * blue > 150 ? '#14181f' : '#ffffff';
}
