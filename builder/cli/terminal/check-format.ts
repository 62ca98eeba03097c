import { fail } from '../../model/mod.ts';

/** @throws {BuildError} USAGE for a format that is none of the known */
export function checkFormat(format: string, known: readonly string[]): void {
  if (known.includes(format)) return;
  fail('USAGE', `Format "${format}" is unknown`, undefined, `Known are: ${known.join(', ')}`);
}
