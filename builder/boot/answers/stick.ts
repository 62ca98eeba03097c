import { announce } from '../machine/announce.ts';
import { probeDevice } from '../machine/disks.ts';
import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import { blkidDevices } from '../machine/source.ts';
import type { InstallState } from '../machine/state.ts';

export interface Stick {
  readonly device: string;
  readonly sites: InstallState['sites'];
}

/** The USB bus names its devices this long after its controller is there, even if nothing was plugged in. */
const BUS_MS = 4_000;
/** A storage device that answers later than this is broken. */
const DEVICE_MS = 20_000;
const USB = '/sys/bus/usb/devices';
/** USB interface class of sticks and disks. */
const MASS_STORAGE = '08';

/**
 * Looks for a file system labelled CAIRN with a site.yaml in it, on whatever disk. A stick may show up later than
 * the medium: storage on the USB bus is waited for until each such device has its disk.
 */
export function readStick(effects: Effects): Stick | undefined {
  const started = effects.now();
  for (;;) {
    effects.run(['udevadm', 'settle', '--timeout=10']);
    const stick = findStick(effects);
    const waited = effects.now() - started;
    if (stick !== undefined || !effects.exists(USB) || waited > DEVICE_MS) return stick;
    if (waited > BUS_MS && countPending(effects) === 0) return undefined;
    effects.sleep(500);
  }
}

function findStick(effects: Effects): Stick | undefined {
  for (const device of [
    ...blkidDevices(effects, 'LABEL=CAIRN'),
    ...blkidDevices(effects, 'LABEL_FATBOOT=CAIRN'),
  ]) {
    effects.run(['mkdir', '-p', PATHS.stick]);
    // busybox' mount tries only file systems whose modules are loaded; the kernel loads the one that is named
    const type = probeDevice(effects, device)['TYPE'] ?? 'vfat';
    if (effects.run(['mount', '-t', type, '-o', 'ro', device, PATHS.stick]) !== 0) continue;
    const text = effects.read(`${PATHS.stick}/site.yaml`);
    effects.run(['umount', PATHS.stick]);
    if (text === undefined) continue;
    announce(effects, `Answers from site.yaml on ${device}`);
    return { device, sites: [{ file: `site.yaml (on ${device})`, text }] };
  }
  return undefined;
}

/** USB storage whose disk the kernel has not found yet. */
function countPending(effects: Effects): number {
  return effects.list(USB).filter((name) => {
    if ((effects.read(`${USB}/${name}/bInterfaceClass`) ?? '').trim() !== MASS_STORAGE) return false;
    return !effects
      .list(`${USB}/${name}`)
      .some((host) => host.startsWith('host') && hasDisk(effects, `${USB}/${name}/${host}`));
  }).length;
}

/** hostN/targetN:0:0/N:0:0:0/block/sdX */
function hasDisk(effects: Effects, host: string): boolean {
  return effects
    .list(host)
    .some((target) =>
      effects.list(`${host}/${target}`).some((unit) => effects.exists(`${host}/${target}/${unit}/block`)),
    );
}
