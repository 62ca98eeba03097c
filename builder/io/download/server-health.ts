/** What is known of the servers of one download: one that has nothing to give is not asked for every file. */
export interface ServerHealth {
  /** Something came that is worth the name. */
  readonly noteProgress: (url: string) => void;
  /** How often something came: to be handed to `noteFailure`. */
  readonly countProgress: (url: string) => number;
  /** A file was given up whose turn began at that count: if nothing came for any other since, the server is too. */
  readonly noteFailure: (url: string, count: number, reason: string) => void;
  /** Why a server was given up; undefined: it was not. */
  readonly findFailure: (url: string) => string | undefined;
}

export function createServerHealth(): ServerHealth {
  const progress = new Map<string, number>();
  const failures = new Map<string, string>();
  const originOf = (url: string): string => new URL(url).origin;
  const count = (url: string): number => progress.get(originOf(url)) ?? 0;
  return {
    noteProgress: (url) => void progress.set(originOf(url), count(url) + 1),
    countProgress: count,
    noteFailure: (url, before, reason) => {
      if (count(url) === before) failures.set(originOf(url), reason);
    },
    findFailure: (url) => failures.get(originOf(url)),
  };
}
