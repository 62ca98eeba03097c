/** Quotes a word for a POSIX shell. */
export function quoteShell(text: string): string {
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A here-document delimiter that is no line of the text. */
export function chooseDelimiter(text: string): string {
  const lines = new Set(text.split('\n'));
  let delimiter = 'CAIRN_END';
  for (let number = 2; lines.has(delimiter); number += 1) delimiter = `CAIRN_END_${number}`;
  return delimiter;
}
