import { spawn } from 'node:child_process';
import { missingTool } from '../../io/mod.ts';
import { BuildError } from '../../model/mod.ts';

/**
 * Runs one program on this process' own terminal, until it ends: what is typed is its own, interruptions too.
 *
 * @param env added to the environment
 * @returns its exit code; 128 and more where a signal ended it
 * @throws {BuildError} COMMAND_MISSING
 */
export async function runAttached(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const [program = '', ...words] = argv;
  const ignore = (): void => {};
  process.on('SIGINT', ignore);
  try {
    const child = spawn(program, words, { stdio: 'inherit', env: { ...process.env, ...env } });
    return await new Promise<number>((resolve, reject) => {
      child.once('error', () => reject(new BuildError(missingTool(program))));
      child.once('exit', (code) => resolve(code ?? 128));
    });
  } finally {
    process.removeListener('SIGINT', ignore);
  }
}
