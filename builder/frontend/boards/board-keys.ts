import { BMC_PASSWORD, type Host } from '../../hosts/mod.ts';
import type { Run } from '../../io/mod.ts';
import type { State } from '../state/mod.ts';
import type { Board } from './board.ts';
import { openBoard } from './open-board.ts';

/** A key of the state, `ADDRESS SHA256`: the certificate that the board at this address showed the first time. */
const CERTIFICATE = 'bmc-certificate';

/**
 * The management board of a host, with what the state knows of it.
 *
 * @param options.newCertificate what it shows now is trusted, whatever it showed before
 * @returns undefined: it has none
 */
export async function boardOfHost(
  state: Pick<State, 'listKeys' | 'putKeys'>,
  { name, bmc }: Pick<Host, 'name' | 'bmc'>,
  { run, newCertificate = false }: { readonly run: Run; readonly newCertificate?: boolean },
): Promise<Board | undefined> {
  if (bmc === undefined) return undefined;
  const keys = await state.listKeys(name);
  const keyOf = (key: string): string | undefined => keys.find((one) => one.name === key)?.value;
  const place = new URL(bmc).host;
  const [at, sha256] = keyOf(CERTIFICATE)?.split(' ') ?? [];
  const pin = {
    known: at === place && !newCertificate ? sha256 : undefined,
    keep: (shown: string) => state.putKeys([{ host: name, name: CERTIFICATE, value: `${place} ${shown}` }]),
  };
  return openBoard(bmc, keyOf(BMC_PASSWORD) ?? '', { pin, run });
}
