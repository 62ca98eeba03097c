let offsetMs = 0;

/**
 * Clocks of people's machines differ: times are counted by the frontend's.
 *
 * @param {string | null} date of a `Date:` header
 */
export function setServerTime(date) {
  const at = Date.parse(date ?? '');
  // The header has whole seconds; less is no difference.
  const difference = at - Date.now();
  if (Number.isFinite(difference)) offsetMs = Math.abs(difference) < 2000 ? 0 : difference;
}

/**
 * How long ago: "12 s", "5 min", "3 h", "2 d".
 *
 * @param {number} seconds since 1970
 */
export function formatSince(seconds) {
  const past = Math.max(0, Math.round((Date.now() + offsetMs) / 1000 - seconds));
  if (past < 100) return `${past} s`;
  if (past < 100 * 60) return `${Math.floor(past / 60)} min`;
  if (past < 48 * 3600) return `${Math.floor(past / 3600)} h`;
  return `${Math.floor(past / 86_400)} d`;
}

/**
 * Day and time where the reader is.
 *
 * @param {number} seconds since 1970
 */
export function formatTime(seconds) {
  return new Date(seconds * 1000).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}

/**
 * A size as every part of Cairn shows it to people: `141 MB`, `9.7 MB`, `800 B`.
 *
 * @param {number} sizeBytes
 */
export function formatBytes(sizeBytes) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = sizeBytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(unit === 0 || value >= 9.95 ? 0 : 1)} ${units[unit]}`;
}

/**
 * "1 host", "3 hosts".
 *
 * @param {number} count
 * @param {string} noun
 */
export function countOf(count, noun) {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
