/**
 * Words of wget for a whole file. A server that restarts meanwhile is asked again for a minute, and what was read is not
 * read again.
 *
 * @param output file, or "-" for standard output
 */
export function wgetWords(url: string, output = '-'): string[] {
  const patience = ['-T', '30', '-t', '15', '--waitretry=5', '--retry-connrefused'];
  return ['wget', '-q', ...patience, '-O', output, url];
}
