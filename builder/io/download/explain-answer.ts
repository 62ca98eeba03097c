/** What a status says to people; the next try at the same address would be answered alike. */
const REFUSALS: Readonly<Record<number, string>> = {
  401: 'the server wants a name and a password, or other ones (401): put them into /etc/apt/auth.conf.d, or into the address',
  403: 'the server forbids it (403): this address or this machine may have no right to it',
  407: 'the proxy wants a name and a password (407): put them into the address of the proxy',
  451: 'the server may not give it out here (451)',
};

export const PORTAL_REASON =
  'a web page came instead: does this network ask for a login in a browser first, or does a proxy refuse it?';

/** Why an answer that is no success does not help. */
export function explainStatus(status: number): string {
  return REFUSALS[status] ?? `the server answered ${status}`;
}

const BREAKS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody answers there',
  EAI_AGAIN: 'the name of the server cannot be looked up',
  ENOTFOUND: 'there is no server of this name',
  EREDIRECT: 'the server sends on in circles, or to where no package may come from',
};

/** Why there was no answer, or only part of one. @param code of the system's error */
export function explainBreak(code: string): string {
  const known = BREAKS[code];
  return known === undefined ? `the transfer broke off (${code})` : `${known} (${code})`;
}
