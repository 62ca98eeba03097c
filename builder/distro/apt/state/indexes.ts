import { open, stat } from 'node:fs/promises';
import * as v from 'valibot';
import { type Deb822Stanza, requireField } from '../../../formats/deb822.ts';
import { listPackageNames, scanPackagesIndex } from '../../../formats/deb822-scan.ts';
import { type KeptPlace, keepValue, readBytes } from '../../../io/mod.ts';
import { fail } from '../../../model/mod.ts';
import type { ResolvedPackage } from '../../types.ts';
import type { AptState, IndexFile } from './apt-state.ts';

/** Every version of some packages that the state holds, suites in the roll's order, rolls' own last. */
export async function readIndexEntries(
  cache: KeptPlace,
  state: AptState,
  names: ReadonlySet<string>,
): Promise<ResolvedPackage[]> {
  const entries: ResolvedPackage[] = (state.listed ?? []).filter(({ name }) => names.has(name));
  for (const index of inSuiteOrder(state)) {
    const file = `${index.suite}/${index.component}/Packages`;
    for (const fields of await recallStanzas(cache, index, names, file)) {
      const entry = toResolvedPackage(new Map(fields), index, file);
      if (state.pinned === undefined || state.pinned.has(entry.sha256)) entries.push(entry);
    }
  }
  return [...entries, ...(state.own ?? []).filter(({ name }) => names.has(name))];
}

const stanzas = v.array(v.array(v.tuple([v.string(), v.string()])));

/** Paragraphs of an index, which is large: what was looked for in it before is not looked for again. */
async function recallStanzas(
  cache: KeptPlace,
  { path }: IndexFile,
  names: ReadonlySet<string>,
  file: string,
): Promise<v.InferOutput<typeof stanzas>> {
  const { ino, size, mtimeMs } = await stat(path);
  return keepValue(cache, {
    kind: 'stanzas',
    inputs: { index: [path, ino, size, mtimeMs], names: [...names].sort(), file },
    shape: stanzas,
    find: () => scanStanzas(path, names, file),
  });
}

const PARAGRAPH_END = '\n\n';
const PIECE_BYTES = 1024 * 1024;

/** An index is read in pieces, which end where a paragraph does: always into the same memory. */
async function scanStanzas(
  path: string,
  names: ReadonlySet<string>,
  file: string,
): Promise<v.InferOutput<typeof stanzas>> {
  const found: [string, string][][] = [];
  const scan = (bytes: Uint8Array): void => {
    for (const stanza of scanPackagesIndex(bytes, names, file)) found.push([...stanza]);
  };
  const index = await open(path);
  try {
    let buffer = Buffer.allocUnsafe(PIECE_BYTES);
    let length = 0;
    for (;;) {
      const { bytesRead } = await index.read(buffer, length, buffer.length - length);
      if (bytesRead === 0) break;
      length += bytesRead;
      const last = buffer.subarray(0, length).lastIndexOf(PARAGRAPH_END);
      const end = last < 0 ? 0 : last + PARAGRAPH_END.length;
      scan(buffer.subarray(0, end));
      buffer.copyWithin(0, end, length);
      length -= end;
      // A paragraph that is longer than all of it
      if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.alloc(buffer.length)]);
    }
    scan(buffer.subarray(0, length));
  } finally {
    await index.close();
  }
  return found;
}

/** Names of all packages of the state, some more than once. */
export async function readPackageNames(state: AptState): Promise<string[]> {
  const lists = await Promise.all(
    state.indexes.map(async (index) => listPackageNames(await readBytes(index.path))),
  );
  return [
    ...(state.listed ?? []).map(({ name }) => name),
    ...lists.flat(),
    ...(state.own ?? []).map(({ name }) => name),
  ];
}

function inSuiteOrder(state: AptState): IndexFile[] {
  const rank = (index: IndexFile): number => state.os.suites.indexOf(index.suite);
  return [...state.indexes].sort((a, b) => rank(a) - rank(b) || (a.component < b.component ? -1 : 1));
}

function toResolvedPackage(stanza: Deb822Stanza, index: IndexFile, file: string): ResolvedPackage {
  const field = (name: string): string => requireField(stanza, name, file);
  const sizeBytes = Number(field('Size'));
  const sha256 = field('SHA256').toLowerCase();
  if (!Number.isSafeInteger(sizeBytes) || !/^[0-9a-f]{64}$/.test(sha256)) {
    fail('DEB822_SYNTAX', `Size or SHA256 of "${field('Package')}" is malformed`, { file });
  }
  return {
    name: field('Package'),
    version: field('Version'),
    arch: field('Architecture'),
    sizeBytes,
    sha256,
    path: field('Filename'),
    suite: index.suite,
    component: index.component,
    stanza,
  };
}
