const MAC = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;

/** `52-54-00-AB-CD-EF`, `5254.00ab.cdef` and `525400abcdef` as `52:54:00:ab:cd:ef`; other text in small letters. */
export function normalizeMac(text: string): string {
  const lower = text.trim().toLowerCase();
  const digits = lower.replace(/[:.-]/g, '');
  return /^[0-9a-f]{12}$/.test(digits) ? digits.replace(/(..)(?=.)/g, '$1:') : lower;
}

/** Why no network card has this address, in the form of `normalizeMac`, as advice; undefined for one that is right. */
export function findMacFault(mac: string): string | undefined {
  if (!MAC.test(mac)) return 'Write it like 52:54:00:12:34:56';
  if (mac === '00:00:00:00:00:00') return 'This one says that there is none';
  if (mac === 'ff:ff:ff:ff:ff:ff') return 'This one is of all machines at once';
  if (Number.parseInt(mac.slice(0, 2), 16) % 2 === 1) return 'This one is of a group of machines, not of one';
  return undefined;
}

/** True for the address of a card, in the form of `normalizeMac`. */
export function isMac(text: string): boolean {
  return findMacFault(text) === undefined;
}
