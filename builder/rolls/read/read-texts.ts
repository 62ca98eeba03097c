import { readBytes } from '../../io/mod.ts';
import { errorProblem, type Problem, type RollFile, warningProblem } from '../../model/mod.ts';
import type { TreeFile } from '../roll.ts';

/** Files that the engine reads: nodes, graphs, and what nodes include. */
const ENGINE_FILE =
  /^(?:include-version\/\d+\/)?(?:nodes\/[^/]+\.xml|graphs\/(?:default\/)?[^/]+\.xml|include\/.+)$/;
const MAX_BYTES = 64 * 1024 * 1024;

export interface EngineTexts {
  readonly files: readonly RollFile[];
  readonly problems: readonly Problem[];
}

/**
 * Reads the engine's files of a roll as UTF-8. Other bytes are an error; in an imported roll they are read as
 * Latin-1, with a warning.
 */
export async function readEngineTexts(
  files: readonly TreeFile[],
  rollName: string,
  lenient: boolean,
): Promise<EngineTexts> {
  const texts: RollFile[] = [];
  const problems: Problem[] = [];
  for (const file of files.filter(({ path }) => ENGINE_FILE.test(path))) {
    const place = { file: `${rollName}/${file.path}` };
    if (file.sizeBytes > MAX_BYTES) {
      problems.push(errorProblem('ROLL_STRUCTURE', `Cannot read ${file.sizeBytes} bytes: too large`, place));
      continue;
    }
    const bytes = await readBytes(file.absolute);
    const text = decodeUtf8(bytes);
    if (text !== undefined) texts.push({ path: file.path, text });
    else if (lenient) {
      problems.push(warningProblem('ROLL_STRUCTURE', 'Not UTF-8: read as Latin-1', place));
      texts.push({ path: file.path, text: Buffer.from(bytes).toString('latin1') });
    } else {
      const where = { ...place, ...findBadByte(bytes) };
      problems.push(errorProblem('ROLL_STRUCTURE', 'Not UTF-8', where, 'Save the file as UTF-8'));
    }
  }
  return { files: texts, problems };
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Line and column (in characters) of the first bytes that are not UTF-8. */
function findBadByte(bytes: Uint8Array): { readonly line: number; readonly column: number } {
  let line = 1;
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(10, start);
    const content = bytes.subarray(start, end < 0 ? bytes.length : end);
    if (end < 0 || decodeUtf8(content) === undefined) {
      const before = new TextDecoder().decode(content).split('\uFFFD')[0]!;
      return { line, column: before.length + 1 };
    }
    line += 1;
    start = end + 1;
  }
}
