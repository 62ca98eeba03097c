import type { OsArchive } from '../../types.ts';
import type { UpdateFailureKind } from './update-failure.ts';

const OTHER_MIRROR = 'name another mirror (CAIRN_MIRROR, --mirror); --offline builds from the cache';

const ADVICE: Readonly<Record<UpdateFailureKind, (os: OsArchive) => string>> = {
  disk: () => 'Free some space where the cache (--cache) and TMPDIR are, or name other folders',
  silent: () => `Check the network, or ${OTHER_MIRROR}`,
  moving: () => `The mirror is being updated: try again in some minutes, or ${OTHER_MIRROR}`,
  login: () =>
    'The mirror wants another name and password: /etc/apt/auth.conf.d of this machine (apt_auth.conf(5)), or the mirror as https://NAME:PASSWORD@HOST/PATH, with other letters than these as %40',
  'proxy-login': () =>
    'The proxy wants a name and a password: put them into its address (Acquire::http::Proxy, http_proxy)',
  forbidden: () =>
    `The mirror forbids it: it wants another name and password, or this machine has no right to that address; check it, or ${OTHER_MIRROR}`,
  page: () =>
    'A web page came instead of package lists: does this network ask for a login in a browser first, or does a proxy refuse the mirror?',
  expired: () =>
    `The lists are older than they may be: the mirror is no longer updated, or this machine's clock is ahead. For a mirror that is kept as it was, on purpose, put Acquire::Check-Valid-Until "false"; into a file of /etc/apt/apt.conf.d; else ${OTHER_MIRROR}`,
  early: () => "The lists are from the future: this machine's clock is behind; set it, and try again",
  forged: () =>
    `The signature does not fit what it signs: somebody on the way changed the lists, or the mirror is broken; nothing of it was taken. ${capitalize(OTHER_MIRROR)}`,
  unsigned: () => `The mirror gives no signature, so that nothing of it can be trusted; ${OTHER_MIRROR}`,
  untrusted: ({ codename, keyring }) =>
    `The keyring of this machine may be too old for ${codename}: apt-get install --only-upgrade ${keyring}`,
  absent: ({ codename }) =>
    `The mirror has no such lists of ${codename}: check its address (it ends before "dists"), or ${OTHER_MIRROR}`,
  other: () => `Check the network and the mirror (CAIRN_MIRROR, --mirror); --offline builds from the cache`,
};

/** What to do about lists that could not be read. */
export function adviseUpdate(kind: UpdateFailureKind, os: OsArchive): string {
  return ADVICE[kind](os);
}

function capitalize(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
