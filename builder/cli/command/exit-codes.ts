/** What the number says that the program ends with. */
export const EXIT_CODES: readonly (readonly [number, string])[] = [
  [0, 'done'],
  [1, 'the input is wrong'],
  [2, 'wrong usage'],
  [3, 'the environment failed: network, disk, a missing tool'],
];

/** The end of the program's help. */
export function renderExitCodes(): string {
  return `\nExit codes:\n${EXIT_CODES.map(([code, meaning]) => `  ${code}  ${meaning}\n`).join('')}`;
}
