/** Lines of one file, comments and blank ones too, as c8 counts them. */
export interface LineCount {
  /** Relative to the checkout: `builder/...`. */
  readonly file: string;
  readonly total: number;
  readonly covered: number;
}

/** Lines of a room, in percent of all; the worst files first. */
export interface RoomCoverage {
  readonly room: string;
  readonly percent: number;
  readonly files: readonly LineCount[];
}

/** Rooms are the folders of `builder/`; `frontend/` and `cli/` are large enough to be looked at by their folders. */
const SPLIT: ReadonlySet<string> = new Set(['frontend', 'cli']);

export function roomOf(file: string): string {
  const [, room, folder, ...below] = file.split('/');
  return SPLIT.has(room!) && below.length > 0 ? `${room}/${folder}` : room!;
}

/** Adds up files by room, the rooms sorted. */
export function addUpRooms(counts: readonly LineCount[]): RoomCoverage[] {
  const rooms = new Map<string, LineCount[]>();
  for (const count of counts) {
    const room = roomOf(count.file);
    rooms.set(room, [...(rooms.get(room) ?? []), count]);
  }
  return [...rooms]
    .map(([room, files]) => ({ room, percent: percentOf(files), files: files.toSorted(byUncovered) }))
    .sort((a, b) => (a.room < b.room ? -1 : 1));
}

export function percentOf(counts: readonly LineCount[]): number {
  const sum = (key: 'total' | 'covered'): number => counts.reduce((all, one) => all + one[key], 0);
  return sum('total') === 0 ? 100 : (100 * sum('covered')) / sum('total');
}

function byUncovered(a: LineCount, b: LineCount): number {
  return b.total - b.covered - (a.total - a.covered) || (a.file < b.file ? -1 : 1);
}
