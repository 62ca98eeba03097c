import { type Host, type HostLife, isSilent, type Lives, runsItsSystem } from '../../../hosts/mod.ts';
import type { AliveWord } from '../../../model/mod.ts';

/** Who said what, and when: what is kept over a restart of the service. */
export interface KeptWords {
  /** When it was written, seconds since 1970. */
  readonly savedSeconds: number;
  readonly words: Readonly<Record<string, HeardWord>>;
}

export interface HeardWord {
  readonly heardSeconds: number;
  readonly word: AliveWord;
}

interface Entry extends HeardWord {
  /** Silence is counted from here: the time when nobody listened is none. */
  readonly countedSeconds: number;
}

/**
 * What hosts say of themselves each minute, in memory alone: one word for each host that is known, so it grows with their
 * number and with nothing else. No word is written into the state.
 */
export interface AliveBook {
  /** A host as it is now, if it is one that somebody has told of. */
  readonly findHost: (name: string) => Host | undefined;
  readonly learn: (hosts: readonly Host[]) => void;
  readonly forget: (name: string) => void;
  readonly hear: (host: Host, word: AliveWord) => void;
  /** Undefined: it runs no system that we installed. */
  readonly lifeOf: (host: Host) => HostLife | undefined;
  readonly listHosts: () => Iterable<Host>;
  readonly listLives: () => Lives;
  readonly keep: () => KeptWords;
}

/** @param kept what was said before the service was started again */
export function createAliveBook(nowSeconds: () => number, kept?: KeptWords): AliveBook {
  const startedSeconds = nowSeconds();
  const hosts = new Map<string, Host>();
  const entries = new Map<string, Entry>();
  const pause = kept === undefined ? 0 : Math.max(0, startedSeconds - kept.savedSeconds);
  for (const [name, { heardSeconds, word }] of Object.entries(kept?.words ?? {}))
    entries.set(name, { heardSeconds, word, countedSeconds: heardSeconds + pause });

  const lifeOf = (host: Host): HostLife | undefined => {
    if (!runsItsSystem(host)) return undefined;
    const entry = entries.get(host.name);
    if (entry === undefined) return { isSilent: isSilent(host, startedSeconds, nowSeconds()) };
    const { heardSeconds, word, countedSeconds } = entry;
    return { isSilent: isSilent(host, countedSeconds, nowSeconds()), heardSeconds, word };
  };
  return {
    findHost: (name) => hosts.get(name),
    learn: (more) => {
      for (const host of more) {
        // Whoever said something meanwhile was looked for in the state, which may have known more by then
        if ((hosts.get(host.name)?.revision ?? 0) > host.revision) continue;
        hosts.set(host.name, host);
        // What the system before said is nothing about the next one
        if (!runsItsSystem(host)) entries.delete(host.name);
      }
    },
    forget: (name) => {
      hosts.delete(name);
      entries.delete(name);
    },
    hear: (host, word) => {
      const now = nowSeconds();
      // Taken by what the state says, which may be newer than what was told of it
      if (hosts.has(host.name)) hosts.set(host.name, host);
      entries.set(host.name, { heardSeconds: now, countedSeconds: now, word });
    },
    lifeOf,
    listHosts: () => hosts.values(),
    listLives: () => {
      const lives = new Map<string, HostLife>();
      for (const host of hosts.values()) {
        const life = lifeOf(host);
        if (life !== undefined) lives.set(host.name, life);
      }
      return lives;
    },
    keep: () => {
      const words: Record<string, HeardWord> = {};
      // Before anybody has told which hosts there are, all of them may be
      for (const [name, { heardSeconds, word }] of entries)
        if (hosts.size === 0 || hosts.has(name)) words[name] = { heardSeconds, word };
      return { savedSeconds: nowSeconds(), words };
    },
  };
}
