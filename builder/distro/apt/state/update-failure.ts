/** Why apt could not read the lists of a mirror. */
export interface UpdateFailure {
  readonly kind: UpdateFailureKind;
  /** Apt's own errors and warnings, the last ones. */
  readonly lines: readonly string[];
}

export type UpdateFailureKind =
  /** This machine's disk is full, read-only or failing. */
  | 'disk'
  /** Nothing came for a while. */
  | 'silent'
  /** The mirror is being updated. */
  | 'moving'
  /** The server wants a name and a password. */
  | 'login'
  /** The proxy does. */
  | 'proxy-login'
  /** The server does not want to. */
  | 'forbidden'
  /** A web page came instead of the archive. */
  | 'page'
  /** The time until which the lists are valid is over. */
  | 'expired'
  /** The lists are from the future. */
  | 'early'
  /** A good signature is over something else. */
  | 'forged'
  /** There is no signature. */
  | 'unsigned'
  /** A signature is not by a key of the keyring. */
  | 'untrusted'
  /** There is no such archive, suite or component. */
  | 'absent'
  | 'other';

const MOST_UPDATE_LINES = 20;

/**
 * What apt says in each case, in the C locale; of what a failure is said to be the first that fits is right: a server
 * that answers nothing but refusals also leaves lists without a signature.
 */
const KINDS: readonly (readonly [UpdateFailureKind, RegExp])[] = [
  [
    'disk',
    /No space left on device|Read-only file system|Disk quota exceeded|Couldn't create temporary file/,
  ],
  ['moving', /Mirror sync in progress|Hash Sum mismatch/i],
  ['login', failedWith(401)],
  ['proxy-login', failedWith(407)],
  ['forbidden', failedWith(403)],
  ['page', /Clearsigned file isn't valid|NOSPLIT|NODATA/],
  ['expired', /Release file for \S+ is expired/],
  ['early', /is not valid yet|Not live until/i],
  ['forged', /BADSIG|bad signature|Message has been manipulated|Malformed OpenPGP message/i],
  ['untrusted', /NO_PUBKEY|Missing key|EXPKEYSIG|REVKEYSIG|SQV|couldn't be verified/i],
  ['absent', failedWith(404)],
  ['absent', /does not have a Release file/],
  ['unsigned', /not signed/],
];

/** A status in apt's own place for it, not in a path or a version. */
function failedWith(status: number): RegExp {
  return new RegExp(`^[EW]: Failed to fetch .*\\s${status}\\s`, 'm');
}

/** Reads apt's messages of a failed `apt-get update`, in the C locale. */
export function parseUpdateFailure(text: string): UpdateFailure {
  const kind = KINDS.find(([, words]) => words.test(text))?.[0] ?? 'other';
  const lines = text.split('\n').map((line) => line.trim());
  return { kind, lines: lines.filter((line) => /^[EW]:/.test(line)).slice(-MOST_UPDATE_LINES) };
}
