const started = Date.now();

/** Prints how far the story is, with the seconds since its beginning. */
export function tell(text: string): void {
  process.stdout.write(`   ${((Date.now() - started) / 1000).toFixed(0).padStart(6)} s  ${text}\n`);
}

/** Several lines of a machine, below what was told last. */
export function show(output: string): void {
  process.stdout.write(`${output.replace(/^/gm, '             ')}\n`);
}
