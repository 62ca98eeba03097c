import type { Script } from '../../model/mod.ts';

/** On an installed machine: what runs when other hosts change, and what belongs to it. */
export const CHANGE_PATHS = {
  /** The programs: one that asks the frontend and one that tells it. */
  fetch: '/usr/local/lib/cairn/fetch-hosts',
  tell: '/usr/local/lib/cairn/tell-failure',
  /** A {@link ChangesFile}. */
  file: '/usr/local/lib/cairn/changes.json',
  /** The list of hosts as it was fetched last. */
  list: '/var/lib/cairn-changes/hosts.json',
  /** Each script as it ended well last, to look at and to compare with. */
  done: '/var/lib/cairn-changes/done',
  log: '/var/log/cairn/changes',
  /** What the frontend was told of a failure, and when. */
  told: '/run/cairn-changes-told.json',
  /** On a frontend: the list, as its service writes it. */
  published: '/run/cairn/hosts/of/frontend.json',
} as const;

/** Scripts with what they ask, and where the list of hosts comes from; no secret is in it. */
export interface ChangesFile {
  readonly format: 1;
  /** A frontend reads the list as its service writes it, all others ask theirs. */
  readonly source: { readonly file: string } | { readonly frontend: string; readonly path: string };
  readonly scripts: readonly Script[];
}
