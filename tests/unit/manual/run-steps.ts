import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How a job ended. */
export interface JobEnd {
  readonly status: number;
  /** Standard output of its steps. */
  readonly output: string;
  /** Command lines of the programs that stand in for real ones, in order. */
  readonly called: readonly string[];
}

/**
 * Runs the steps of a job as a service does: each in a shell that ends at the first failure, the next one only after that.
 *
 * @param folder the checkout
 * @param programs scripts in place of programs, by their path in the folder, or by name: then they are found by it
 */
export function runSteps(
  folder: string,
  steps: readonly string[],
  programs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): JobEnd {
  const log = join(folder, 'called.log');
  writeFileSync(log, '');
  for (const [name, script] of Object.entries(programs)) {
    const path = name.includes('/') ? join(folder, name) : join(folder, '.programs', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\necho "${name.split('/').at(-1)} $*" >>"${log}"\n${script}\n`);
    chmodSync(path, 0o755);
  }
  let output = '';
  let status = 0;
  for (const step of steps) {
    const { stdout, status: ended } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', step], {
      cwd: folder,
      env: { ...process.env, ...env, PATH: `${join(folder, '.programs')}:${process.env['PATH']}` },
      encoding: 'utf8',
    });
    output += stdout;
    status = ended ?? 128;
    if (status !== 0) break;
  }
  return {
    status,
    output,
    called: readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
  };
}
