import { type DistroContext, signDetached } from '../../distro/mod.ts';
import type { SignStatement } from '../../media/mod.ts';

/** Signs what an output says of its files, with this site's own key. */
export function signStatements(distro: DistroContext, epochSeconds: number): SignStatement {
  return ({ text }) => signDetached(distro, text, epochSeconds);
}
