import { type HashedFile, isManifestPath, ROLL_MANIFEST_NAME } from '../digest-tree.ts';

/** Contents of a packed roll, as signed. */
export interface RollManifest {
  readonly name: string;
  readonly version: string;
  readonly files: readonly ManifestFile[];
}

/** What a manifest says of the roll itself. */
export type NamedRoll = Pick<RollManifest, 'name' | 'version'>;

export interface ManifestFile {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly executable: boolean;
}

const HEADER = 'Cairn-Roll: 1';

/** Renders `roll.manifest`: what the signature is over. Files in code-unit order of their paths. */
export function renderRollManifest(
  name: string,
  version: string,
  files: readonly Omit<HashedFile, 'absolute'>[],
): string {
  const lines = files.map(
    (file) => ` ${file.sha256} ${file.sizeBytes} ${file.executable ? 755 : 644} ${encodePath(file.path)}\n`,
  );
  return `${HEADER}\nName: ${name}\nVersion: ${version}\nFiles:\n${lines.join('')}`;
}

/** Reads `roll.manifest`; undefined when it is not one. */
export function parseRollManifest(text: string): RollManifest | undefined {
  const match = /^Cairn-Roll: 1\nName: (\S+)\nVersion: (\S+)\nFiles:\n((?: [^\n]+\n)*)$/.exec(text);
  if (match === null) return undefined;
  const files: ManifestFile[] = [];
  for (const line of match[3]!.split('\n').slice(0, -1)) {
    const [, sha256, size, mode, path] = /^ ([0-9a-f]{64}) (\d{1,15}) (755|644) (\S+)$/.exec(line) ?? [];
    const decoded = decodePath(path ?? '%');
    if (sha256 === undefined || decoded === undefined) return undefined;
    files.push({
      path: decoded,
      sha256,
      sizeBytes: Number(size),
      executable: mode === '755',
    });
  }
  return { name: match[1]!, version: match[2]!, files };
}

/** A path as one word. */
function encodePath(path: string): string {
  return path.replace(/[%\s]/g, (letter) => encodeURIComponent(letter));
}

function decodePath(word: string): string | undefined {
  try {
    return decodeURIComponent(word);
  } catch {
    return undefined;
  }
}

/**
 * What differs between a roll and the text of its manifest, one line each.
 *
 * @param files all of the roll; the manifest itself and its signature do not count
 * @param roll whose manifest it is to be, where that is known
 */
export function compareWithText(text: string, files: readonly HashedFile[], roll?: NamedRoll): string[] {
  const manifest = parseRollManifest(text);
  if (manifest === undefined) return [`Cannot read ${ROLL_MANIFEST_NAME}`];
  const wrong = compareManifest(
    manifest,
    files.filter(({ path }) => !isManifestPath(path)),
  );
  if (roll !== undefined && (manifest.name !== roll.name || manifest.version !== roll.version))
    wrong.push(`the manifest is for roll "${manifest.name}" ${manifest.version}`);
  return wrong;
}

/** What differs between a manifest and the files that are there, one line each. */
function compareManifest(manifest: RollManifest, files: readonly HashedFile[]): string[] {
  const present = new Map(files.map((file) => [file.path, file]));
  const wrong: string[] = [];
  for (const listed of manifest.files) {
    const file = present.get(listed.path);
    present.delete(listed.path);
    if (file === undefined) wrong.push(`"${listed.path}" is missing`);
    else if (file.sha256 !== listed.sha256) wrong.push(`"${listed.path}" has another content`);
    else if (file.executable !== listed.executable) wrong.push(`"${listed.path}" has other permissions`);
  }
  for (const path of present.keys()) wrong.push(`"${path}" is not in the manifest`);
  return wrong;
}
