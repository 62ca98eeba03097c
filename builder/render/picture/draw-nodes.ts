import { chooseMarks } from './colors.ts';
import { type Drawing, round } from './drawing.ts';
import { escapeMarkup } from './escape.ts';
import { CAPTION_HEIGHT, CAPTION_SIZE, FONT_SIZE, NODE_HEIGHT } from './plan-boxes.ts';
import { measureText } from './text-width.ts';

/** Frames around nodes that belong together. */
export function drawFrames({ plan, layout }: Drawing): readonly string[] {
  return plan.boxes.flatMap(({ widthPx, heightPx, members }, index) => {
    if (members.length === 1) return [];
    const { xPx, yPx } = layout.boxes[index]!;
    const [x, y] = [round(xPx - widthPx / 2), round(yPx - heightPx / 2)];
    return [
      `<g class="f"><rect x="${x}" y="${y}" width="${round(widthPx)}" height="${round(heightPx)}" rx="9"/></g>`,
    ];
  });
}

/** What frames hold, on a ground of its own: lines pass below it. */
export function drawCaptions({ plan, layout }: Drawing): readonly string[] {
  return plan.boxes.flatMap(({ widthPx, heightPx, caption }, index) => {
    if (caption === undefined) return [];
    const { xPx, yPx } = layout.boxes[index]!;
    const [x, y] = [xPx - widthPx / 2 + 8, yPx - heightPx / 2 + 4];
    const width = measureText(caption, CAPTION_SIZE) + 4;
    return [
      `<g class="f l"><rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${CAPTION_HEIGHT - 2}" stroke="none"/><text x="${round(x + 2)}" y="${round(y + 11)}">${escapeMarkup(caption)}</text></g>`,
    ];
  });
}

/** All nodes: name, color of the roll, a dot for each other roll that extends it. */
export function drawNodes({ picture, places }: Drawing): readonly string[] {
  const marks = chooseMarks(picture.rolls);
  return picture.nodes.map((node, index) => {
    const { xPx, yPx, widthPx } = places[index]!;
    const roll = node.roll === undefined ? undefined : picture.rolls[node.roll]!;
    const kind = roll === undefined ? 'n x' : `n r${node.roll}${node.appliances.length > 0 ? ' b' : ''}`;
    const notes = [
      roll === undefined ? 'no roll defines it' : `roll ${roll.name}`,
      ...node.appliances.map((appliance) => `appliance ${appliance}`),
      ...node.extendedBy.map((other) => `extended by ${picture.rolls[other]!.name}`),
    ];
    const dots = node.extendedBy.map((other, at) => {
      const cx = xPx + widthPx - 9 - (node.extendedBy.length - 1 - at) * 9;
      return `<circle class="d${other}" cx="${round(cx)}" cy="${round(yPx + NODE_HEIGHT / 2)}" r="3"/>`;
    });
    const textX = xPx + (widthPx - node.extendedBy.length * 9) / 2;
    const rect = `<rect x="${round(xPx)}" y="${round(yPx)}" width="${round(widthPx)}" height="${NODE_HEIGHT}" rx="${node.appliances.length > 0 ? NODE_HEIGHT / 2 : 5}"/>`;
    const hasBar = node.roll !== undefined && marks[node.roll]!.stripe !== undefined;
    const bar = hasBar ? drawBar(node.roll!, xPx, yPx, NODE_HEIGHT) : '';
    const text = `<text x="${round(textX)}" y="${round(yPx + NODE_HEIGHT / 2 + FONT_SIZE * 0.36)}" text-anchor="middle">${escapeMarkup(node.name)}</text>`;
    return `<g class="${kind}" data-n="${index}"><title>${escapeMarkup([node.name, ...notes].join('\n'))}</title>${rect}${bar}${dots.join('')}${text}</g>`;
  });
}

/** The bar of rolls that share a color, at the left of a rectangle. */
export function drawBar(roll: number, xPx: number, yPx: number, heightPx: number): string {
  return `<path class="q${roll}" d="M${round(xPx + 2)},${round(yPx + 3)}h5v${round(heightPx - 6)}h-5z"/>`;
}
