const WORDS = /^(?:minutely|hourly|daily|weekly|monthly|quarterly|semiannually|annually|yearly)$/;
const DAY = /^(?:mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)$/i;
const ZONE = /^(?:UTC|[A-Z][A-Za-z_+-]+\/[A-Za-z_+-]+(?:\/[A-Za-z_+-]+)?)$/;

/**
 * True for a calendar expression of systemd, as most are written: a word, or days of the week, date, time and time zone,
 * each of which may be left out, but not both of date and time without days. What it takes, systemd takes.
 */
export function isCalendar(text: string): boolean {
  if (WORDS.test(text)) return true;
  const words = text.split(/ +/);
  if (words.length > 1 && ZONE.test(words.at(-1)!)) words.pop();
  const hasDays = (words[0] ?? '').split(/,|\.\.|-/).every((day) => DAY.test(day));
  if (hasDays) words.shift();
  const hasDate = words[0] !== undefined && isDate(words[0]);
  if (hasDate) words.shift();
  const hasTime = words[0] !== undefined && isTime(words[0]);
  if (hasTime) words.shift();
  return words.length === 0 && (hasDays || hasDate || hasTime);
}

/** "*-*-01", "2026-12-24", "12-24". */
function isDate(text: string): boolean {
  const parts = text.split('-');
  if (parts.length < 2 || parts.length > 3) return false;
  const [day, month, year] = parts.reverse();
  return isField(day!, 1, 31) && isField(month!, 1, 12) && (year === undefined || isField(year, 1970, 2199));
}

/** "03:30", "*:0/15", "00:00:30". */
function isTime(text: string): boolean {
  const parts = text.split(':');
  if (parts.length < 2 || parts.length > 3) return false;
  const [hour, minute, second] = parts;
  return isField(hour!, 0, 23) && isField(minute!, 0, 59) && (second === undefined || isField(second, 0, 59));
}

/** "*", "5", "1..10", "0/15", and lists of these. */
function isField(text: string, from: number, to: number): boolean {
  const inside = (number: string): boolean => Number(number) >= from && Number(number) <= to;
  return text.split(',').every((item) => {
    const match = /^(?:(\*)|(\d{1,4})(?:\.\.(\d{1,4}))?)(?:\/(\d{1,4}))?$/.exec(item);
    if (match === null) return false;
    const [, star, first, last, step] = match;
    if (step !== undefined && (Number(step) === 0 || star !== undefined)) return false;
    if (star !== undefined) return true;
    if (!inside(first!) || (last !== undefined && !(inside(last) && Number(first) < Number(last))))
      return false;
    // What would come only once is no repetition
    return step === undefined || Number(first) + Number(step) <= Number(last ?? to);
  });
}
