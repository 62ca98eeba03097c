import type { RoomCoverage } from './rooms.ts';

/** What each room reaches at least, in percent of its lines. */
export type Floors = Readonly<Record<string, number>>;

/** The floor of a room that has none yet. */
const NEW_ROOM = 85;
/** Lines that run only when two things meet by chance must not fail a run. */
const SLACK = 0.3;

/** One sentence for each room that is below its floor. */
export function findLowRooms(rooms: readonly RoomCoverage[], floors: Floors): string[] {
  return rooms
    .filter(({ room, percent }) => percent < floorOf(room, floors))
    .map(({ room, percent }) => {
      const floor = floorOf(room, floors);
      return `Tests cover ${percent.toFixed(2)} % of the lines of ${room}, less than its floor of ${floor} %`;
    });
}

export function floorOf(room: string, floors: Floors): number {
  return floors[room] ?? NEW_ROOM;
}

/** Floors as high as what is covered now, in whole percent; none sinks. Rooms that are gone are left out. */
export function raiseFloors(rooms: readonly RoomCoverage[], floors: Floors): Floors {
  return Object.fromEntries(
    rooms.map(({ room, percent }) => [room, Math.max(floors[room] ?? 0, Math.floor(percent - SLACK))]),
  );
}
