import type { Machine } from '../../builder/try/qemu/qemu.ts';

/**
 * Prints the seconds since power-on of everything that an installation said of itself.
 *
 * @param from where in the console's text this installation begins
 */
export function printPhases(machine: Machine, title: string, from = 0): void {
  const phases = [...machine.console.text.slice(from).matchAll(/\[ *([0-9.]+)\] Cairn: (.*?)\r?\n/g)]
    .filter(([, , text]) => !/^ /.test(text ?? ''))
    .map(([, at, text]) => `   ${String(at).padStart(7)} s  ${text}`);
  process.stdout.write(`   ${title}\n${phases.join('\n')}\n`);
}
