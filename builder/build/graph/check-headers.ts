import type { Profile } from '../../graph/mod.ts';
import { type Problem, placeOfOrigin, warningProblem } from '../../model/mod.ts';

/** Kernel modules that are built on the machine, without what they are built with: then nothing is built, in silence. */
export function checkHeaders({ packages: { enabled } }: Profile): readonly Problem[] {
  if (enabled.some(({ name }) => name.startsWith('linux-headers-'))) return [];
  return enabled
    .filter(({ name }) => name.endsWith('-dkms'))
    .map(({ name, by: [first] }) => {
      const message = `Package "${name}" builds a kernel module on the machine, and no node asks for the kernel's headers`;
      const hint = 'Add <package>linux-headers-&arch;</package>: the package only recommends it';
      return warningProblem(
        'DKMS_HEADERS',
        message,
        first === undefined ? undefined : placeOfOrigin(first),
        hint,
      );
    });
}
