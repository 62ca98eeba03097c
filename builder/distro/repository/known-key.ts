import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { readRemembered, writeFileAtomic } from '../../io/mod.ts';

const NOTE = v.object({ grip: v.string(), fingerprint: v.string(), armored: v.string() });

/** What is noted of the public half of a key beside its store, so that gpg need not be asked for it each time. */
export type KnownKey = Omit<v.InferOutput<typeof NOTE>, 'grip'>;

/** Whether there is a key is seen by its file: what an agent says that is about to end is not to be believed. */
export async function findGrip(store: string): Promise<string | undefined> {
  const names = await readdir(join(store, 'private-keys-v1.d')).catch((): string[] => []);
  return names.find((name) => name.endsWith('.key'));
}

/** The note of the key that is in the store now. */
export async function readKnownKey(keysDir: string, grip: string): Promise<KnownKey | undefined> {
  const note = await readRemembered(noteIn(keysDir), NOTE);
  return note?.grip === grip ? note : undefined;
}

export function writeKnownKey(keysDir: string, grip: string, key: KnownKey): Promise<void> {
  const { fingerprint, armored } = key;
  return writeFileAtomic(noteIn(keysDir), JSON.stringify({ grip, fingerprint, armored }));
}

function noteIn(keysDir: string): string {
  return join(keysDir, 'public.json');
}
