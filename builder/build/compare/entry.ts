/** Something inside a folder or an archive, in whatever form the outside has. */
export interface Entry {
  /** Its path; the second one of a name has a number behind it. */
  readonly name: string;
  /** What is said of it beside its content: kind, mode, owner, time; in words that are the same where nothing differs. */
  readonly about: string;
  /** SHA-256 of its content; '' where it has none. */
  readonly sha256: string;
  /** Writes its content into a file, or says where it is. @param to where it may be written */
  readonly open: (to: string) => Promise<string>;
}

/** What a file is on the inside, as far as it can be looked into. */
export type Inside =
  | { readonly kind: 'entries'; readonly entries: readonly Entry[] }
  /** One other file, compressed. */
  | { readonly kind: 'compressed'; readonly by: string; readonly file: string };

/** Entries of one name are told apart by their number. */
export function numberNames(entries: readonly Entry[]): readonly Entry[] {
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    const count = (seen.get(entry.name) ?? 0) + 1;
    seen.set(entry.name, count);
    return count === 1 ? entry : { ...entry, name: `${entry.name} (${count})` };
  });
}
