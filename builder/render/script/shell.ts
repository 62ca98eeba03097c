/** Quotes a word for a POSIX shell. */
export function quoteShell(text: string): string {
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

const USUAL = 'CAIRN_END';
/** The usual one, with numbers, and with letters before it. */
const DELIMITERS = [
  USUAL,
  ...[...'23456789'].map((number) => `${USUAL}_${number}`),
  ...[...'ABDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'].map((letter) => `${letter}_${USUAL}`),
];

/**
 * A here-document delimiter that is no line of the text. Where it can be had, one that dash can tell from every line:
 * dash loses a byte of a line that begins as the delimiter does and goes on with a letter beyond ASCII.
 */
export function chooseDelimiter(text: string): string {
  const lines = text.split('\n');
  const told = DELIMITERS.find((delimiter) => lines.every((line) => isTold(line, delimiter)));
  if (told !== undefined) return told;
  for (let number = 2; ; number += 1) {
    const delimiter = `${USUAL}_${number}`;
    if (!lines.includes(delimiter)) return delimiter;
  }
}

/** Whether dash reads a line as it is. */
function isTold(line: string, delimiter: string): boolean {
  let same = 0;
  while (same < line.length && line[same] === delimiter[same]) same += 1;
  if (same === line.length) return same !== delimiter.length;
  return same === 0 || line.charCodeAt(same) < 0x80;
}
