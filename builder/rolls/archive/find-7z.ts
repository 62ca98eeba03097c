import { run } from '../../io/mod.ts';
import { BuildError } from '../../model/mod.ts';

/** 7-Zip's program: 7zz by its makers, 7z in Debian. @throws {BuildError} COMMAND_MISSING */
export async function find7z(): Promise<string> {
  for (const program of ['7zz', '7z']) {
    try {
      await run([program, 'i']);
      return program;
    } catch (error) {
      if (!(error instanceof BuildError) || error.code !== 'COMMAND_MISSING' || program === '7z') throw error;
    }
  }
  return '7z';
}
