import { readBytes } from '../io/mod.ts';
import { errorProblem, type Problem, type RollFile, warningProblem } from '../model/mod.ts';
import type { TreeFile } from './roll.ts';

/** Files that the engine reads: nodes, graphs, and what nodes include. */
const ENGINE_FILE = /^(?:nodes\/[^/]+\.xml|graphs\/(?:default\/)?[^/]+\.xml|include\/.+)$/;
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
      problems.push(errorProblem('ROLL_STRUCTURE', 'Not UTF-8', place, 'Save the file as UTF-8'));
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
