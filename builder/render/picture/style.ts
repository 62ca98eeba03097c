import type { PictureRoll } from '../../model/mod.ts';
import { chooseMarks, inkOn, mixColors, type RollMark } from './colors.ts';

const LIGHT = {
  paper: '#ffffff',
  ink: '#1b2230',
  line: '#8791a3',
  faint: '#c9d0db',
  order: '#b0307a',
  frame: '#f4f6f9',
};
const DARK = {
  paper: '#12161d',
  ink: '#e6eaf2',
  line: '#7f8aa0',
  faint: '#3b4454',
  order: '#f07ab8',
  frame: '#1a202a',
};

/** The style of a picture: light, and dark where the reader prefers it. */
export function renderStyle(rolls: readonly PictureRoll[]): string {
  const marks = chooseMarks(rolls);
  return `text{font-family:"DejaVu Sans",Verdana,sans-serif;font-size:12px}
.b text{font-weight:bold}
.t{font-size:18px;font-weight:bold}
.l text,.s,.o text,.f text{font-size:10px}
.n rect{stroke-width:1.5}
.e path{fill:none;stroke-width:1.1}
.c path{stroke-dasharray:5 3}
.x rect{stroke-dasharray:4 3;stroke:#d03030}
.o path{fill:none;stroke-width:1;stroke-opacity:.75}
.f rect{stroke-width:1}
${renderTheme(marks, LIGHT, 0.66)}
@media (prefers-color-scheme:dark){
${renderTheme(marks, DARK, 0.55)}
}`;
}

function renderTheme(marks: readonly RollMark[], theme: typeof LIGHT, distance: number): string {
  const { paper, ink, line, faint, order, frame } = theme;
  const rolls = marks.flatMap(({ color, stripe }, index) => [
    `.r${index} rect{fill:${mixColors(color, paper, distance)};stroke:${color}}`,
    `.d${index}{fill:${color}}`,
    `.b.r${index} rect{fill:${color}}`,
    `.b.r${index} text{fill:${inkOn(color)}}`,
    ...(stripe === undefined ? [] : [`.q${index}{fill:${stripe};stroke:${paper};stroke-width:1}`]),
  ]);
  return `.p{fill:${paper}}
text{fill:${ink}}
.s,.l text{fill:${mixColors(ink, paper, 0.35)}}
.l rect,.o rect{fill:${paper}}
.f.l rect{fill:${frame};stroke:none}
.e path{stroke:${line}}
.e polygon{fill:${line}}
.f rect{fill:${frame};stroke:${faint}}
.f text{fill:${mixColors(ink, paper, 0.35)}}
.x rect{fill:${paper}}
.o path{stroke:${order}}
.o polygon,.o text{fill:${order}}
${rolls.join('\n')}`;
}
