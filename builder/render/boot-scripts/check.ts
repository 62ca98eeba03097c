import {
  BuildError,
  errorProblem,
  type Problem,
  quoteKernelOption,
  splitKernelOptions,
} from '../../model/mod.ts';
import type { BootScript } from './types.ts';

/** The kernel's command line buffer, on all platforms alike; what is longer is cut off silently. */
const MAX_COMMAND_LINE = 2047;
const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const PATH = /^(?:\/[A-Za-z0-9._+-]+)+$/;

/**
 * Refuses what one of the boot loaders would misread: iPXE expands `${}`, GRUB quotes and `$`, so no such thing may come
 * in by an attribute. Text with blanks is one word in quotes, which the kernel takes away.
 *
 * @throws {BuildError} BOOT_MENU: one problem for each text that cannot be passed on
 */
export function checkBootScript({ title, address, step }: Omit<BootScript, 'platform'>): void {
  const problems: Problem[] = [];
  const refuse = (message: string): void => {
    problems.push(errorProblem('BOOT_MENU', message));
  };
  if (!/^[A-Za-z0-9 .:,()_-]*$/.test(title)) refuse(`The title "${title}" cannot be shown by a boot loader`);
  if (!ADDRESS.test(address)) refuse(`"${address}" is no IPv4 address of a frontend`);
  if (step.kind === 'wait' && !/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(step.mac))
    refuse(`"${step.mac}" is no MAC address`);
  if (step.kind === 'kernel') {
    for (const path of [step.kernel, step.kernelForUefi ?? step.kernel, ...step.initrds])
      if (!PATH.test(path)) refuse(`The path "${path}" cannot be asked for by a boot loader`);
    for (const word of step.arguments)
      if (splitKernelOptions(quoteKernelOption(word))?.length !== 1)
        refuse(`The kernel argument "${word}" cannot be passed on by a boot loader`);
    if (step.arguments.map(quoteKernelOption).join(' ').length > MAX_COMMAND_LINE)
      refuse(`The kernel arguments exceed ${MAX_COMMAND_LINE} characters`);
  }
  if (problems.length > 0) throw new BuildError(problems);
}
