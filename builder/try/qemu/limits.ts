import { type PlatformName, requirePlatform } from '../../model/mod.ts';
import type { WaitLimits } from './serial.ts';

/** What is waited for on the usual platform, on another one. */
export function limitsFor(
  platform: PlatformName,
  { timeoutSeconds, stallSeconds }: Required<WaitLimits>,
): Required<WaitLimits> {
  const { patience } = requirePlatform(platform).qemu;
  return { timeoutSeconds: timeoutSeconds * patience, stallSeconds: stallSeconds * patience };
}
