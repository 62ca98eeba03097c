import type { Connection, Query } from './connection.ts';

/** One transaction: all of it, or nothing when `work` throws. */
export type Write = <T>(work: (query: Query) => Promise<T>) => Promise<T>;

interface Job {
  readonly run: (query: Query) => Promise<void>;
  /** Tells the waiter how it ended, once the commit is on disk. */
  readonly settle: (failure?: unknown) => void;
}

/** So many waiting transactions share one commit at most: a storm costs one flush of the disk for all of them. */
const MAX_BATCH = 64;

/**
 * Makes the one way to write. Transactions run one after another in the order they came; those that wait together
 * are committed together, each in a savepoint of its own. A promise resolves when the commit is on disk.
 *
 * @param onCommit called after each commit
 */
export function createWriter(connection: Connection, onCommit: () => void): Write {
  const waiting: Job[] = [];
  let isRunning = false;
  const drain = async (): Promise<void> => {
    isRunning = true;
    while (waiting.length > 0) {
      await commitTogether(connection, waiting.splice(0, MAX_BATCH));
      onCommit();
    }
    isRunning = false;
  };
  return <T>(work: (query: Query) => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      let result: T;
      let failure: unknown;
      let hasFailed = false;
      waiting.push({
        run: async (query) => {
          try {
            result = await work(query);
          } catch (error) {
            hasFailed = true;
            failure = error;
            throw error;
          }
        },
        settle: (commitFailure) => {
          if (hasFailed) reject(failure);
          else if (commitFailure !== undefined) reject(commitFailure);
          else resolve(result);
        },
      });
      if (!isRunning) void drain();
    });
}

async function commitTogether(connection: Connection, jobs: readonly Job[]): Promise<void> {
  try {
    await connection.script('BEGIN IMMEDIATE');
    for (const job of jobs) await runInSavepoint(connection, job);
    await connection.script('COMMIT');
    for (const job of jobs) job.settle();
  } catch (error) {
    await connection.script('ROLLBACK').catch(() => undefined);
    for (const job of jobs) job.settle(error);
  }
}

async function runInSavepoint(connection: Connection, job: Job): Promise<void> {
  await connection.script('SAVEPOINT job');
  try {
    await job.run(connection.query);
  } catch {
    // The job keeps its own failure; the others of the batch go on.
    await connection.script('ROLLBACK TO job');
  }
  await connection.script('RELEASE job');
}
