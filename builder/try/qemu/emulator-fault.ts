/**
 * What the emulator makes of a guest's kernel on a busy host: QEMU loses a race when two emulated CPUs patch the kernel's
 * code ("int3"), or lets an emulated timer wait for so long that the kernel takes it for broken.
 */
const FAULT = /^.*(?:\bint3: 0000 \[#|Kernel panic - not syncing: IO-APIC \+ timer doesn't work).*$/m;

/**
 * The line of a console that shows that the emulator broke the guest: nothing was found out about what is tested, and the
 * machine is worth another start.
 */
export function findEmulatorFault(consoleText: string): string | undefined {
  return FAULT.exec(consoleText)?.[0].trim();
}
