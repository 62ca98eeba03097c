import type { HostFacts } from '../../../hosts/mod.ts';
import type { ServiceCertificate } from '../../../model/mod.ts';
import { nowInSeconds } from '../keys/certify-host.ts';
import type { ServiceContext } from '../shared/context.ts';
import { ensureCertificateAuthority } from './certificate-authority.ts';
import { issueCertificate } from './issue-certificate.ts';

const DAYS = 90;
/** One that signs for others is asked for as seldom as a frontend is installed. */
const AUTHORITY_DAYS = 1825;

/**
 * A certificate for a service of a machine, under the names that the frontend knows it by and those that its description
 * says. What the request says of names does not count.
 *
 * @param request PEM
 * @returns PEM: the certificate, which the authority itself has signed
 */
export async function certifyService(
  { state, config }: Pick<ServiceContext, 'state' | 'config'>,
  { name, address }: Pick<HostFacts, 'name' | 'address'>,
  { name: service, names, authority: isAuthority }: ServiceCertificate,
  request: string,
): Promise<string> {
  const all = [...new Set([name, `${name}.${config.domain}`, ...names])];
  const order = {
    use: isAuthority ? 'authority' : 'service',
    name,
    service,
    alternatives: isAuthority ? [] : [...all.map((one) => `DNS:${one}`), `IP:${address}`],
    days: isAuthority ? AUTHORITY_DAYS : DAYS,
  } as const;
  const authority = await ensureCertificateAuthority(state, config.domain);
  return issueCertificate(state, authority, request, order, nowInSeconds());
}
