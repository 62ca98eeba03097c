/** Advance widths of DejaVu Sans (and Verdana) in thousandths of the font size, from the blank to "~". */
const WIDTHS = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636,
  636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295,
  295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838,
  500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521,
  392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];

/** Width of one line in pixels; other fonts of the same family of shapes are narrower. */
export function measureText(text: string, sizePx: number, isBold = false): number {
  let sum = 0;
  for (const character of text) sum += WIDTHS[character.charCodeAt(0) - 32] ?? 800;
  return (sum * sizePx * (isBold ? 1.13 : 1)) / 1000;
}

/** The text, or its beginning with an ellipsis if it is longer than a number of characters. */
export function shortenText(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).trimEnd()}…`;
}

/** The text, or as much of its beginning as has room, with an ellipsis. */
export function fitText(text: string, sizePx: number, widthPx: number): string {
  let limit = text.length;
  while (limit > 1 && measureText(shortenText(text, limit), sizePx) > widthPx) limit -= 1;
  return shortenText(text, limit);
}
