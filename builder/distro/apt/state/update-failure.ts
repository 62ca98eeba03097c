/** Why apt could not read the lists of a mirror. */
export interface UpdateFailure {
  /** `moving`: the mirror is being updated; `untrusted`: a signature is not by a key of the keyring. */
  readonly kind: 'moving' | 'untrusted' | 'other';
  /** Apt's own errors and warnings, the last ones. */
  readonly lines: readonly string[];
}

const MOST_UPDATE_LINES = 20;

/** Reads apt's messages of a failed `apt-get update`, in the C locale. */
export function parseUpdateFailure(text: string): UpdateFailure {
  const kind = /Mirror sync in progress|Hash Sum mismatch/i.test(text)
    ? 'moving'
    : /NO_PUBKEY|not signed|SQV|Missing key/.test(text)
      ? 'untrusted'
      : 'other';
  const lines = text.split('\n').map((line) => line.trim());
  return { kind, lines: lines.filter((line) => /^[EW]:/.test(line)).slice(-MOST_UPDATE_LINES) };
}
