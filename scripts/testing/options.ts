import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

/** The tests that need neither network nor virtual machine: their coverage is what the floors are about. */
const QUICK_FOLDERS = ['unit', 'golden', 'malformed', 'property', 'cases'];

export interface TestOptions {
  /** Below `tests/`. */
  readonly folders: readonly string[];
  /** Part of a path: other files are left out. */
  readonly only?: string;
  /** How many files run beside each other. */
  readonly jobs: number;
  /** Order of files and of the tests in each one follow from it. */
  readonly seed?: string;
  readonly coverage: boolean;
  /** All quick tests run: what they cover may be held against the floors. */
  readonly isWhole: boolean;
  readonly raise: boolean;
}

export const USAGE =
  'scripts/test.ts FOLDER... [--only TEXT] [--jobs N] [--shuffle SEED] [--coverage] [--raise]';

/** @throws Error when the words are wrong */
export function parseOptions(argv: readonly string[]): TestOptions {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      jobs: { type: 'string' },
      shuffle: { type: 'string' },
      coverage: { type: 'boolean' },
      raise: { type: 'boolean' },
    },
  });
  const jobs = Number(values.jobs ?? availableParallelism());
  if (!Number.isInteger(jobs) || jobs < 1) throw new Error(`--jobs ${values.jobs} is not a number of files`);
  const raise = values.raise ?? false;
  const coverage = raise || (values.coverage ?? false);
  const isWhole = values.only === undefined && QUICK_FOLDERS.every((name) => positionals.includes(name));
  if (raise && !isWhole)
    throw new Error(`Floors are those of all quick tests: ${QUICK_FOLDERS.join(' ')}, without --only`);
  return {
    ...{ folders: positionals, jobs, coverage, isWhole, raise },
    ...(values.only === undefined ? {} : { only: values.only }),
    ...(values.shuffle === undefined ? {} : { seed: values.shuffle }),
  };
}
