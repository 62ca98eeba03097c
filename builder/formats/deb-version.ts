/** A Debian version, taken apart: `[epoch:]upstream[-revision]`. */
export interface DebianVersion {
  readonly epoch: number;
  readonly upstream: string;
  readonly revision: string;
}

/** Splits at the first colon and the last dash. An epoch that is no number counts as part of the upstream version. */
export function parseDebianVersion(text: string): DebianVersion {
  const epoch = /^(\d+):(.*)$/s.exec(text);
  const rest = epoch === null ? text : epoch[2]!;
  const dash = rest.lastIndexOf('-');
  return {
    epoch: epoch === null ? 0 : Number(epoch[1]),
    upstream: dash < 0 ? rest : rest.slice(0, dash),
    revision: dash < 0 ? '' : rest.slice(dash + 1),
  };
}

/**
 * Compares two versions as dpkg does (Debian policy 5.6.12): by epoch, upstream version, revision; `~` sorts before
 * everything, also before the end.
 *
 * @returns less than, equal to or greater than 0
 */
export function compareDebianVersions(a: string, b: string): number {
  const left = parseDebianVersion(a);
  const right = parseDebianVersion(b);
  return (
    left.epoch - right.epoch ||
    comparePart(left.upstream, right.upstream) ||
    comparePart(left.revision, right.revision)
  );
}

/** Takes turns: a run of non-digits by character order, then a run of digits by value. */
function comparePart(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const difference = orderAt(a, i) - orderAt(b, j);
      if (difference !== 0) return difference;
      i += 1;
      j += 1;
    }
    const digitsA = digitsFrom(a, i);
    const digitsB = digitsFrom(b, j);
    i += digitsA.length;
    j += digitsB.length;
    const difference = compareDigits(digitsA, digitsB);
    if (difference !== 0) return difference;
  }
  return 0;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** `~` before the end, the end (or a digit) before letters, letters before everything else. */
function orderAt(text: string, at: number): number {
  if (at >= text.length || isDigit(text, at)) return 0;
  const character = text[at]!;
  if (character === '~') return -1;
  const code = text.charCodeAt(at);
  return /[A-Za-z]/.test(character) ? code : code + 256;
}

function digitsFrom(text: string, at: number): string {
  let end = at;
  while (end < text.length && isDigit(text, end)) end += 1;
  return text.slice(at, end);
}

/** By value, however long the numbers are. */
function compareDigits(a: string, b: string): number {
  const left = a.replace(/^0+/, '');
  const right = b.replace(/^0+/, '');
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}
