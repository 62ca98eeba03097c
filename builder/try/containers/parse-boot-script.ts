/** What a boot script of the frontend says to a machine: start this, with these words. */
export interface BootWish {
  /** The kernel's command line. */
  readonly commandLine: string;
  /** Addresses, in the order in which they are laid over each other. */
  readonly initrds: readonly string[];
}

/** Reads an iPXE script; undefined where it starts no kernel, but the machine's own disk. */
export function parseBootScript(text: string): BootWish | undefined {
  const commands = text.split('\n').map((line) => line.replace(/\s*\|\|.*$/, '').trim());
  const kernel = commands.find((line) => line.startsWith('kernel '));
  if (kernel === undefined) return undefined;
  const words = kernel.split(' ').slice(2);
  return {
    commandLine: words.filter((word) => !word.startsWith('initrd=')).join(' '),
    initrds: commands
      .filter((line) => line.startsWith('initrd '))
      .map((line) => line.slice('initrd '.length).trim()),
  };
}
