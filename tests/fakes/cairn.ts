import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommandLine } from '../../builder/cli/command/run-command-line.ts';
import { COMMANDS } from '../../builder/cli/commands.ts';
import { type CatchOptions, catchOutput } from './terminal.ts';

/** What a command line left. */
export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `cairn WORDS...` in this process. */
export async function runCairn(words: readonly string[], options: CatchOptions = {}): Promise<Ran> {
  const { result, stdout, stderr } = await catchOutput(() => runCommandLine(COMMANDS, words), options);
  return { exitCode: result, stdout, stderr };
}

/** Writes a program for the shell into a folder. @returns the value of PATH that finds it first */
export async function writeProgram(folder: string, name: string, script: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
  return `${folder}:${process.env['PATH'] ?? ''}`;
}
