import { Readable } from 'node:stream';
import { readControlEntry } from '../../distro/mod.ts';
import { parseDeb822 } from '../../formats/deb822.ts';
import type { Run } from '../../io/mod.ts';

/** A question of debconf that a package asks before or while it is configured. */
export interface PackageQuestion {
  readonly name: string;
  readonly type: string;
  /** '' where nothing is proposed. */
  readonly value: string;
}

/** The questions in a .deb; its scripts are not run. @throws {BuildError} COMMAND_FAILED */
export async function readQuestions(run: Run, file: string): Promise<readonly PackageQuestion[]> {
  const { stdoutBytes } = await run(['dpkg-deb', '--ctrl-tarfile', file], { binary: true });
  const text = await readControlEntry(Readable.from([stdoutBytes]), 'templates');
  return text === undefined ? [] : parseTemplates(text);
}

/** Paragraphs of a `templates` file; descriptions are left out, and so is what is no paragraph. */
export function parseTemplates(text: string): readonly PackageQuestion[] {
  return text.split(/\n[ \t]*\n/).flatMap((paragraph) => {
    const kept = paragraph.split('\n').filter((line) => /^(?:Template|Type|Default):/.test(line));
    const [fields] = parseDeb822(`${kept.join('\n')}\n`, 'templates');
    const name = fields?.get('Template');
    return name === undefined
      ? []
      : [{ name, type: fields!.get('Type') ?? '', value: fields!.get('Default') ?? '' }];
  });
}
