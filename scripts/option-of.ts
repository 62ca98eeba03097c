/** The word after an option of a script: `--hosts 200`. */
export function optionOf(name: string, fallback: string): string {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
}
