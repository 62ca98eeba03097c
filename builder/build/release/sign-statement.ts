import type { Signer } from '../../distro/mod.ts';
import type { SignStatement } from '../../media/mod.ts';

/** Signs what an output says of its files. */
export function signStatements(signer: Signer, epochSeconds: number): SignStatement {
  return ({ name, text }) => signer.signDetached({ name, text, epochSeconds });
}
