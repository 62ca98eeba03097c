/** A table larger than this is not worth its memory: the whole middle counts as replaced. */
const CELLS = 1_000_000;

/**
 * Compares two texts line by line.
 *
 * @returns lines with `-` or `+` before them, and those around with a blank, as few as say what changed
 */
export function diffLines(before: string, after: string): readonly string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (
    end < old.length - start &&
    end < now.length - start &&
    old[old.length - 1 - end] === now[now.length - 1 - end]
  ) {
    end += 1;
  }
  return compareMiddle(old.slice(start, old.length - end), now.slice(start, now.length - end));
}

function compareMiddle(old: readonly string[], now: readonly string[]): readonly string[] {
  const rest = [...old.map((line) => `-${line}`), ...now.map((line) => `+${line}`)];
  if ((old.length + 1) * (now.length + 1) > CELLS) return rest;
  // common[i][j]: most lines that old from i on and now from j on have in common, in one flat table.
  const width = now.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      common[at] =
        old[i] === now[j] ? common[at + width + 1]! + 1 : Math.max(common[at + width]!, common[at + 1]!);
    }
  }
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const at = i * width + j;
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push(` ${old[i]}`);
      i += 1;
      j += 1;
    } else if (j >= now.length || (i < old.length && common[at + width]! >= common[at + 1]!)) {
      lines.push(`-${old[i]}`);
      i += 1;
    } else {
      lines.push(`+${now[j]}`);
      j += 1;
    }
  }
  return lines;
}
