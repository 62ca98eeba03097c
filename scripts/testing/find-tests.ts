import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** One file of tests, and how it is run. */
export interface TestFile {
  /** Relative to the checkout. */
  readonly path: string;
  readonly limitSeconds: number;
  /** It uses the machine (ports, network namespaces, virtual machines): nothing runs beside it. */
  readonly alone: boolean;
}

interface FolderRule {
  readonly limitSeconds: number;
  readonly alone: boolean;
}

const MINUTE = 60;
/** What a folder below `tests/` needs; any other one is quick, and may run beside others. */
const FOLDERS: Readonly<Record<string, FolderRule>> = {
  distro: { limitSeconds: 20 * MINUTE, alone: true },
  web: { limitSeconds: 10 * MINUTE, alone: true },
  network: { limitSeconds: 10 * MINUTE, alone: true },
  vm: { limitSeconds: 30 * MINUTE, alone: true },
  boot: { limitSeconds: 120 * MINUTE, alone: true },
  install: { limitSeconds: 120 * MINUTE, alone: true },
  discs: { limitSeconds: 120 * MINUTE, alone: true },
  disks: { limitSeconds: 240 * MINUTE, alone: true },
  cluster: { limitSeconds: 180 * MINUTE, alone: true },
  try: { limitSeconds: 60 * MINUTE, alone: true },
};
const QUICK: FolderRule = { limitSeconds: 4 * MINUTE, alone: false };

/** A file that needs longer says so in a line of its own. */
const OWN_LIMIT = /^\/\/ Time limit: (\d+) minutes$/m;

/**
 * Every `.test.ts` in a folder below `tests/`, sorted.
 *
 * @param only keeps the files whose path has this text in it
 * @throws Error when there is no such folder
 */
export function findTests(root: string, folder: string, only?: string): TestFile[] {
  return readdirSync(join(root, 'tests', folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => only === undefined || path.includes(only))
    .sort()
    .map((path) => planFile(path, readFileSync(join(root, path), 'utf8')));
}

/** How a file is run: by its folder, and by what its text asks for. */
export function planFile(path: string, text: string): TestFile {
  const rule = FOLDERS[path.split('/')[1]!] ?? QUICK;
  const own = OWN_LIMIT.exec(text)?.[1];
  return { path, ...rule, ...(own === undefined ? {} : { limitSeconds: Number(own) * MINUTE }) };
}
