import { type Floors, floorOf } from './floors.ts';
import { percentOf, type RoomCoverage } from './rooms.ts';

/** How many files of a room are named: those with most lines that no test reached. */
const NAMED_FILES = 3;

/** A line for each room: what is covered, its floor, and where most is missing. */
export function renderCoverage(rooms: readonly RoomCoverage[], floors: Floors): string {
  const lines = rooms.map(({ room, percent, files }) => {
    const missing = files
      .filter(({ total, covered }) => covered < total)
      .slice(0, NAMED_FILES)
      .map(({ file, total, covered }) => `${file.split('/').at(-1)} ${total - covered}`);
    return `  ${room.padEnd(20)} ${renderPercent(percent)}  floor ${floorOf(room, floors)}  ${missing.join(', ')}`;
  });
  const all = percentOf(rooms.flatMap(({ files }) => files));
  return [
    'Lines covered, by room',
    ...lines.map((line) => line.trimEnd()),
    `  ${'all'.padEnd(20)} ${renderPercent(all)}`,
    '',
  ].join('\n');
}

function renderPercent(percent: number): string {
  return `${percent.toFixed(1).padStart(5)} %`;
}
