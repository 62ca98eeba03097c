import type { IssuedCertificate, StoredKey } from '../../state/mod.ts';
import { ensureAuthority, nowInSeconds } from '../keys/certify-host.ts';
import { signText } from '../keys/ssh-signature.ts';
import type { ServiceContext } from '../shared/context.ts';
import { ensureCertificateAuthority } from './certificate-authority.ts';
import { listHandedOn } from './handed-on.ts';
import { type CertificateAuthority, signRevocations } from './openssl-ca.ts';

/** What a signature of the list is for; the program on machines knows the same. */
const NAMESPACE = 'cairn-trust';

/** A list may be used for so long; a new one is made when half of it is over, or somebody was revoked. */
const LIST_DAYS = 30;
const FRESH_SECONDS = (LIST_DAYS / 2) * 86_400;

const KEPT = 'service:revocation-list';

/** The list of who is revoked, as it was signed last. */
interface KeptList {
  /** Serial numbers that it names. */
  readonly serials: readonly string[];
  readonly madeSeconds: number;
  readonly text: string;
}

type Context = Pick<ServiceContext, 'state' | 'config'>;

/**
 * What machines are to know: the certificate of the authority, and the list of who is revoked. It is signed by the
 * cluster's authority over host keys, which every machine has known since its installation.
 *
 * @returns a function; those who ask at once wait for one list
 */
export function createTrustList(context: Context): () => Promise<string> {
  let pending: Promise<string> | undefined;
  return () => {
    pending ??= composeTrust(context).finally(() => {
      pending = undefined;
    });
    return pending;
  };
}

async function composeTrust({ state, config }: Context): Promise<string> {
  const authority = await ensureCertificateAuthority(state, config.domain);
  const [revoked, keys] = [await state.listCertificates({ revoked: true }), await state.listKeys('')];
  const own = await ensureList({ state }, authority, revoked, keys);
  const others = listHandedOn(revoked, keys);
  const made = Math.max(own.madeSeconds, ...others.map(({ takenSeconds }) => takenSeconds));
  const lists = [own, ...others].map(({ text }) => text).join('');
  const said = `Made: ${made}\n${authority.certificate}${lists}`;
  return said + signText(await ensureAuthority({ state }), NAMESPACE, said);
}

async function ensureList(
  { state }: Pick<ServiceContext, 'state'>,
  authority: CertificateAuthority,
  all: readonly IssuedCertificate[],
  keys: readonly StoredKey[],
): Promise<KeptList> {
  const now = nowInSeconds();
  const revoked = all.filter(
    (one): one is IssuedCertificate & { revokedSeconds: number } =>
      one.revokedSeconds !== undefined && one.untilSeconds > now,
  );
  const serials = revoked.map(({ serial }) => serial).sort();
  const kept = keys.find(({ name }) => name === KEPT)?.value;
  const known = kept === undefined ? undefined : (JSON.parse(kept) as KeptList);
  const isFresh =
    known !== undefined && known.madeSeconds > now - FRESH_SECONDS && known.serials.join() === serials.join();
  if (isFresh) return known;
  // Two lists of one second are told apart too
  const madeSeconds = Math.max(now, (known?.madeSeconds ?? 0) + 1);
  const text = await signRevocations(authority, revoked, madeSeconds, LIST_DAYS);
  const list: KeptList = { serials, madeSeconds, text };
  await state.putKeys([{ host: '', name: KEPT, value: JSON.stringify(list) }]);
  return list;
}
