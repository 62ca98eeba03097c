import type { RecordedThing } from '../../model/mod.ts';

/**
 * Packages without which a machine does not start, or cannot be reached to be changed: whoever takes one away means another
 * machine.
 */
const ESSENTIAL =
  /^(?:linux-image-|grub-|shim-signed|systemd|init$|udev$|initramfs-tools|cryptsetup|mdadm|lvm2$|openssh-server$|e2fsprogs$|dosfstools$)/;

const TWICE = 'nobody says that it may run twice';

/**
 * Why a running machine cannot be changed so; undefined where it can. A script may run again where its node says so
 * (`reconfigure`), or where it is made for that (`<on>`, `<ready>`); nothing is guessed.
 */
export function refuseChange(
  before: RecordedThing | undefined,
  after: RecordedThing | undefined,
): string | undefined {
  const { kind, name } = (after ?? before)!;
  switch (kind) {
    case 'package':
      return after === undefined && ESSENTIAL.test(name)
        ? 'a machine cannot lose it while it runs'
        : undefined;
    case 'script':
      return refuseScript(before, after);
    case 'account':
      return before !== undefined && after !== undefined ? 'files may belong to it' : undefined;
    case 'answer':
      return 'the package that asks was configured long ago';
    case 'kernel':
      return 'the kernel has them from its boot loader';
    case 'storage':
      return 'a disk is partitioned when nothing is on it';
    default:
      return undefined;
  }
}

function refuseScript(
  before: RecordedThing | undefined,
  after: RecordedThing | undefined,
): string | undefined {
  if (after === undefined) return mayRunAgain(before!) ? undefined : 'what it did cannot be taken back';
  return mayRunAgain(after) ? undefined : TWICE;
}

/** True for scripts that their nodes let run more than once, and for what has no effect beyond the first start. */
export function mayRunAgain({ element, phases = [] }: RecordedThing): boolean {
  if (element === 'on' || element === 'after') return true;
  return (
    phases.every((phase) => phase === 'reconfigure' || phase === 'ready') || phases.includes('reconfigure')
  );
}
