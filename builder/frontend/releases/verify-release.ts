import { findField, parseDeb822 } from '../../formats/deb822.ts';
import { hashFile, mapLimited, readText, sha256 } from '../../io/mod.ts';
import {
  BuildError,
  CHECKSUMS_NAME,
  errorProblem,
  type MediumIdentity,
  type Problem,
  RELEASE_BOOT_FILES,
  RELEASE_BOOT_FOLDER,
  RELEASE_LOCK,
} from '../../model/mod.ts';
import { checkSeal } from './check-seal.ts';
import { checkSignature } from './check-signature.ts';
import type { ReleaseFiles } from './release-files.ts';

/** Without these nothing can be installed. */
const NEEDED: readonly string[] = [
  'medium.json',
  'graph.json',
  'base.tar.zst',
  RELEASE_LOCK,
  ...RELEASE_BOOT_FILES.map((name) => `${RELEASE_BOOT_FOLDER}/${name}`),
];

/** What a frontend changes of a release that it takes in: the place's answers are in its graph. */
export const PLACED_FILES: readonly string[] = ['graph.json'];

/** Files that are hashed at once. */
const AT_ONCE = 4;

/**
 * Compares every file of a release with its list, in the order of the list.
 *
 * @param pathOf where a file is
 * @returns one problem for each that is absent or another one
 */
export async function checkContent(
  files: ReleaseFiles,
  pathOf: (path: string) => string,
): Promise<readonly Problem[]> {
  const found = await mapLimited([...files], AT_ONCE, async ([path, wanted]): Promise<readonly Problem[]> => {
    const is = await hashFile(pathOf(path)).catch(() => undefined);
    if (is?.sha256 === wanted) return [];
    const what = is === undefined ? 'cannot be read' : `has SHA-256 ${is.sha256}, not ${wanted}`;
    return [errorProblem('MEDIA_MISMATCH', `"${path}" ${what}`, undefined, 'Import the release again')];
  });
  return found.flat();
}

/**
 * Whether a release hangs together: its name is the digest of its lock, its package index is the one of the lock and is
 * signed, its packages are those of the index, all files are those of its signed list, and nothing that is needed is absent.
 *
 * @param placed files that are others on a frontend than on a medium
 * @param files as its lists say
 * @param pathOf where a file is
 * @throws {BuildError} COMMAND_MISSING: nothing here can check a signature
 */
export async function checkChain(
  files: ReleaseFiles,
  pathOf: (path: string) => string,
  identity: MediumIdentity,
  placed: readonly string[] = [],
): Promise<readonly Problem[]> {
  const wrong = (message: string): Problem =>
    errorProblem('RELEASE_WRONG', message, undefined, 'Build the medium anew, and import that');
  const missing = NEEDED.filter((path) => !files.has(path));
  if (missing.length > 0)
    return missing.map((path) => wrong(`Its ${CHECKSUMS_NAME} does not name "${path}"`));
  const lockText = await readText(pathOf(RELEASE_LOCK));
  const digest = sha256(lockText);
  const lock = readLock(lockText);
  const suite = `distribution/dists/${identity.suite}`;
  const index = `${suite}/${identity.components[0] ?? 'main'}/binary-${lock.arch}/Packages`;
  const isThere = files.has(index);
  return [
    ...(digest === identity.id
      ? []
      : [wrong(`Its lock has SHA-256 ${digest}, medium.json says ${identity.id}`)]),
    ...(isThere ? [] : [wrong(`There is no package index "${index}"`)]),
    ...(lock.packagesIndex === files.get(index) || !isThere
      ? []
      : [wrong('Its package index is not the one that the lock names')]),
    ...(await checkSignature(pathOf, `${suite}/Release`, `${suite}/Release.gpg`)).map(wrong),
    ...(await checkSeal(files, pathOf, identity.id, placed)).map(wrong),
    ...(isThere ? await checkPackages(files, pathOf, suite, index) : []).map(wrong),
  ];
}

function readLock(text: string): { readonly arch?: string; readonly packagesIndex?: string } {
  try {
    return (JSON.parse(text) ?? {}) as { readonly arch?: string; readonly packagesIndex?: string };
  } catch {
    return {};
  }
}

/** The signed file names the index by its digest, and the index each package. */
async function checkPackages(
  files: ReleaseFiles,
  pathOf: (path: string) => string,
  suite: string,
  index: string,
): Promise<readonly string[]> {
  const signed = await readText(pathOf(`${suite}/Release`));
  const line = ` ${files.get(index)} `;
  if (!signed.split('\n').some((one) => one.startsWith(line) && one.endsWith(index.slice(suite.length + 1))))
    return [`What is signed does not name the package index "${index}"`];
  const stanzas = parseDeb822(await readText(pathOf(index)), index);
  return stanzas.flatMap((stanza) => {
    const path = `distribution/${findField(stanza, 'Filename') ?? ''}`;
    return files.get(path) === findField(stanza, 'SHA256')
      ? []
      : [`"${path}" is not the package that the signed index names`];
  });
}

/** @throws {BuildError} all of them */
export function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new BuildError(problems);
}
