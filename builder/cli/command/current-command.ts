let words: readonly string[] = [];

/** Called when a command begins: a process runs one at a time. */
export function beginCommand(path: readonly string[]): void {
  words = path;
}

/** Words of the command that runs, without arguments and options: they may be secret. */
export function currentCommand(): string {
  return words.join(' ');
}
