import { decodeText, readBytes } from '../../io/mod.ts';

/** Reads a text from a file, or from standard input for `-`, as spreadsheets write it too. @throws {BuildError} FILE_UNREADABLE */
export async function readInput(file: string): Promise<string> {
  if (file !== '-') return decodeText(await readBytes(file));
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return decodeText(Buffer.concat(chunks));
}
