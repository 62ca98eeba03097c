import { readText } from '../../io/mod.ts';

/** Reads a file, or standard input for `-`. @throws {BuildError} FILE_UNREADABLE */
export async function readInput(file: string): Promise<string> {
  if (file !== '-') return readText(file);
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
