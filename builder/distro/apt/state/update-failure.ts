/** Why apt could not read the lists of a mirror. */
export interface UpdateFailure {
  /**
   * `moving`: the mirror is being updated; `login`: the server, or a proxy on the way, wants to know who asks, or
   * refuses whom it knows; `untrusted`: a signature is not by a key of the keyring.
   */
  readonly kind: 'moving' | 'login' | 'untrusted' | 'other';
  /** Apt's own errors and warnings, the last ones. */
  readonly lines: readonly string[];
}

const MOST_UPDATE_LINES = 20;

/** Reads apt's messages of a failed `apt-get update`, in the C locale. */
export function parseUpdateFailure(text: string): UpdateFailure {
  const kind = findKind(text);
  const lines = text.split('\n').map((line) => line.trim());
  return { kind, lines: lines.filter((line) => /^[EW]:/.test(line)).slice(-MOST_UPDATE_LINES) };
}

function findKind(text: string): UpdateFailure['kind'] {
  if (/Mirror sync in progress|Hash Sum mismatch/i.test(text)) return 'moving';
  // Apt goes on to say that what it was not given is not signed.
  if (/^[EW]: Failed to fetch .*\s(?:401|403|407)\s/m.test(text)) return 'login';
  return /NO_PUBKEY|not signed|SQV|Missing key/.test(text) ? 'untrusted' : 'other';
}
