import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { run, silentProgress, systemClock } from '../io/mod.ts';
import type { DistroContext } from './types.ts';

/** What a command line or a test may set; everything has a default. */
export interface DistroContextOptions extends Partial<Omit<DistroContext, 'mirror' | 'snapshot'>> {
  readonly mirror?: string | undefined;
  readonly snapshot?: string | undefined;
}

/**
 * Fills in the defaults: `CAIRN_CACHE`, else `$XDG_CACHE_HOME/cairn`, else `~/.cache/cairn`; `CAIRN_KEYS`, else
 * `$XDG_DATA_HOME/cairn/keys`, else `~/.local/share/cairn/keys`; `CAIRN_MIRROR`, `CAIRN_SNAPSHOT`.
 */
export function createDistroContext(options: DistroContextOptions = {}): DistroContext {
  const environment = options.environment ?? process.env;
  const { CAIRN_CACHE, CAIRN_KEYS, CAIRN_MIRROR, CAIRN_SNAPSHOT, XDG_CACHE_HOME, XDG_DATA_HOME } =
    environment;
  const cache = XDG_CACHE_HOME || join(homedir(), '.cache');
  const data = XDG_DATA_HOME || join(homedir(), '.local/share');
  const mirror = options.mirror || CAIRN_MIRROR || undefined;
  const snapshot = options.snapshot || CAIRN_SNAPSHOT || undefined;
  return {
    run: options.run ?? run,
    clock: options.clock ?? systemClock,
    progress: options.progress ?? silentProgress,
    cacheDir: resolve(options.cacheDir || CAIRN_CACHE || join(cache, 'cairn')),
    keysDir: resolve(options.keysDir || CAIRN_KEYS || join(data, 'cairn/keys')),
    offline: options.offline ?? false,
    ...(options.carried === undefined ? {} : { carried: options.carried }),
    environment,
    ...(mirror === undefined ? {} : { mirror }),
    ...(snapshot === undefined ? {} : { snapshot }),
    ...(options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs }),
  };
}
