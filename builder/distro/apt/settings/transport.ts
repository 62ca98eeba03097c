import { type AptConfig, readAptConfig } from '../../../io/mod.ts';
import type { DistroContext } from '../../types.ts';

/** How old lists may be is said by who signed them, for those who can have newer ones. */
const AGE = 'Acquire::Check-Valid-Until';

/** This machine's settings of apt; lists that were carried in may be older than their signer meant them to get. */
export async function readTransport({ run, carried }: DistroContext): Promise<AptConfig> {
  const config = await readAptConfig(run);
  if (carried === undefined) return config;
  const others = [...config].filter(([name]) => name.toLowerCase() !== AGE.toLowerCase());
  return new Map([...others, [AGE, ['false']]]);
}
