/** Address of a local folder for apt, which copies what it reads from there. */
export function copyUri(dir: string): string {
  // Apt prints addresses in apostrophes.
  return `copy:${dir.split('/').map(encodeURIComponent).join('/').replaceAll("'", '%27')}`;
}
