import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Run, withTempDir } from '../../io/mod.ts';
import { errorProblem, type Problem } from '../../model/mod.ts';

const HINT = 'No machine could install it: build the package anew';

/** So many packages in one command line. */
const BATCH = 200;

/**
 * Lets dpkg itself read the control data of packages, as it would before it unpacks them; nothing is unpacked, and no
 * script runs. What it does not read, no machine can install.
 *
 * @param files of any architecture
 * @returns an error for each package that dpkg refuses, with its file and dpkg's words
 */
export async function parseDebs(run: Run, files: readonly string[]): Promise<readonly Problem[]> {
  if (files.length === 0) return [];
  return withTempDir(async (scratch) => {
    const root = join(scratch, 'root');
    const admin = join(root, 'var/lib/dpkg');
    for (const folder of ['info', 'updates', 'triggers'])
      await mkdir(join(admin, folder), { recursive: true });
    for (const file of ['status', 'available']) await writeFile(join(admin, file), '');
    const dpkg = [
      'dpkg',
      `--root=${root}`,
      '--log=/dev/null',
      '--dry-run',
      '--force-all',
      '--abort-after=100000',
    ];
    const problems: Problem[] = [];
    for (let at = 0; at < files.length; at += BATCH) {
      const batch = files.slice(at, at + BATCH);
      const { stderr } = await run([...dpkg, '--unpack', ...batch], {
        okCodes: [0, 1],
        contained: true,
        volatile: root,
      });
      problems.push(...readRefusals(stderr, batch));
    }
    return problems;
  });
}

/** `dpkg: error processing archive FILE (--unpack):`, and why, indented. */
function readRefusals(stderr: string, files: readonly string[]): Problem[] {
  const lines = stderr.split('\n');
  return lines.flatMap((line, index): Problem[] => {
    const file = /^dpkg: error processing archive (.+) \(--[a-z]+\):$/.exec(line)?.[1];
    if (file === undefined || !files.includes(file)) return [];
    const after = lines.slice(index + 1);
    const end = after.findIndex((text) => !text.startsWith(' '));
    const why = after
      .slice(0, end < 0 ? undefined : end)
      .map((text) => text.trim().replace(/^parsing file '.*?' near (line \d+).*$/, 'control, $1:'));
    return [errorProblem('DEB_MALFORMED', `dpkg refuses the package: ${why.join(' ')}`, { file }, HINT)];
  });
}
