import { type Drawing, round } from './drawing.ts';
import { escapeMarkup } from './escape.ts';
import { FONT_SIZE, NODE_HEIGHT } from './plan-boxes.ts';

/** Frames around nodes that belong together. */
export function drawFrames({ plan, layout }: Drawing): readonly string[] {
  return plan.boxes.flatMap(({ widthPx, heightPx, members }, index) => {
    if (members.length === 1) return [];
    const { xPx, yPx } = layout.boxes[index]!;
    const [x, y] = [round(xPx - widthPx / 2), round(yPx - heightPx / 2)];
    return [
      `<rect class="f" x="${x}" y="${y}" width="${round(widthPx)}" height="${round(heightPx)}" rx="9"/>`,
    ];
  });
}

/** All nodes: name, color of the roll, a dot for each other roll that extends it. */
export function drawNodes({ picture, places }: Drawing): readonly string[] {
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
    const text = `<text x="${round(textX)}" y="${round(yPx + NODE_HEIGHT / 2 + FONT_SIZE * 0.36)}" text-anchor="middle">${escapeMarkup(node.name)}</text>`;
    return `<g class="${kind}" data-n="${index}"><title>${escapeMarkup([node.name, ...notes].join('\n'))}</title>${rect}${dots.join('')}${text}</g>`;
  });
}
