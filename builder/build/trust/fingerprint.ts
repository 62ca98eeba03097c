const FINGERPRINT = /^(?:[0-9A-F]{4}\s*){10}$/i;

/** A fingerprint as somebody wrote it, in capitals and without blanks; undefined for what is none. */
export function parseFingerprint(text: string): string | undefined {
  return FINGERPRINT.test(text) ? text.replaceAll(/\s/g, '').toUpperCase() : undefined;
}
