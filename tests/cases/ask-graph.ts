import { join } from 'node:path';
import { runCairn } from '../fakes/cairn.ts';

/** What `cairn graph` answered about a roll or a recipe; of a text only the lines, of JSON only what it says. */
export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  /** Findings as they are printed, each with its hint on the same line. */
  readonly findings: readonly string[];
}

/** Runs `cairn graph WORDS...`; a word `./NAME` is meant in the folder of the case, and findings name it so. */
export async function askGraph(folder: string, ...words: readonly string[]): Promise<Answer> {
  const argv = words.map((word) => (word.startsWith('./') ? join(folder, word) : word));
  const { exitCode, stdout, stderr } = await runCairn(['graph', ...argv]);
  const text = stderr.replaceAll(`${folder}/`, '').replaceAll('\n  ', ' | ');
  return { exitCode, stdout, findings: text.split('\n').slice(0, -1) };
}

/** Names of the packages of a profile printed as JSON. */
export function packagesIn({ stdout }: Answer): readonly string[] {
  const profile = JSON.parse(stdout) as { packages: { enabled: readonly { name: string }[] } };
  return profile.packages.enabled.map(({ name }) => name);
}

/** The nodes of a profile printed as JSON: name and file. */
export function nodesIn({ stdout }: Answer): readonly string[] {
  const profile = JSON.parse(stdout) as { nodes: readonly { name: string; file: string }[] };
  return profile.nodes.map(({ name, file }) => `${name} ${file}`);
}
