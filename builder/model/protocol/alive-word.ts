/**
 * On an installed machine: the release that it was installed from, one line (`nameRelease`). Whoever brings a running
 * machine to another release writes it anew.
 */
export const RELEASE_FILE = '/etc/cairn/release';

/** What an installed host says of itself each minute: `GET /boot/alive/NAME/now?...`. */
export interface AliveWord {
  /** What `RELEASE_FILE` says; empty where it says nothing. */
  readonly release: string;
  /** When it started, seconds since 1970 by its own clock. */
  readonly bootedSeconds: number;
  /** Programs that ran or waited for a disk, on average over the last minute. */
  readonly load: number;
  /** File systems on disks of its own. */
  readonly disks: readonly DiskSpace[];
  /** How many units of systemd have failed, and the names of the first of them. */
  readonly failedCount: number;
  readonly failedUnits: readonly string[];
}

export interface DiskSpace {
  /** Where it is mounted. */
  readonly mount: string;
  readonly sizeBytes: number;
  /** What programs may still write. */
  readonly freeBytes: number;
}

/** What of a word is kept, however long it is. */
export const ALIVE_LIMITS = { disks: 8, units: 8, nameLength: 120 } as const;
