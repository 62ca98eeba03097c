import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { EngineRequest } from '../../../builder/boot/engine.ts';
import type { GraphBundle, RollFile, RollSource } from '../../../builder/model/mod.ts';

export interface GoldenCase {
  readonly name: string;
  readonly request: EngineRequest;
  readonly expectedFile: string;
}

/** What `case.json` holds: a request whose rolls' files lie in folders beside it. */
interface CaseFile extends Omit<EngineRequest, 'bundle'> {
  readonly bundle?: Partial<GraphBundle>;
  readonly rolls: readonly Omit<RollSource, 'files'>[];
  readonly site?: Omit<RollSource, 'files'>;
  /** Paths as rolls have them, by the path in this folder: names of other alphabets do not lie well in an archive. */
  readonly renames?: Readonly<Record<string, string>>;
}

const CASES = resolve('tests/golden/graph/cases');

/** Every case of the folder, with the files of its rolls. */
export function loadCases(): readonly GoldenCase[] {
  return readdirSync(CASES)
    .sort()
    .map((name) => {
      const folder = join(CASES, name);
      const { bundle, rolls, site, renames = {}, ...asked } = JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8')) as CaseFile;
      const read = <T extends { readonly name: string }>(roll: T): T & { files: readonly RollFile[] } => ({
        ...roll,
        files: readFiles(join(folder, roll.name), renames),
      });
      const request: EngineRequest = {
        bundle: { format: 1, ...bundle, rolls: rolls.map(read), ...(site === undefined ? {} : { site: read(site) }) },
        ...asked,
      };
      return { name, request, expectedFile: join(folder, 'expected.json') };
    });
}

/** Every file below a folder, with the path that its roll knows it by. */
export function readFiles(
  folder: string,
  renames: NonNullable<CaseFile['renames']> = {},
): readonly RollFile[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const path = relative(folder, file);
      return { path: renames[path] ?? path, text: readFileSync(file, 'utf8') };
    });
}

/** An answer as it is kept: indented, so that differences can be read. */
export function renderAnswer(answer: string): string {
  return `${JSON.stringify(JSON.parse(answer), undefined, 1)}\n`;
}
