import {
  type FileWrite,
  formatOrigin,
  type Origin,
  type PageSection,
  type Problem,
  placeOfOrigin,
  warningProblem,
} from '../../../model/mod.ts';
import {
  type ComparedThing,
  type ListSection,
  listSection,
  nameAsker,
  type PresentThing,
  presentByName,
} from '../reports.ts';

/** Two nodes that create one file: the second takes away what the first wrote. */
export function checkFiles(files: readonly FileWrite[]): readonly Problem[] {
  const first = new Map<string, Origin>();
  const problems: Problem[] = [];
  for (const file of files) {
    if (file.mode !== 'create') continue;
    const other = first.get(file.path);
    if (other === undefined) first.set(file.path, file);
    else if (other.node !== file.node) {
      const message = `File "${file.path}" is created by ${nameAsker(other)} and again by ${nameAsker(file)}`;
      const hint = 'Use mode="append" in one of them';
      problems.push(warningProblem('FILE_TWICE', message, placeOfOrigin(file), hint));
    }
  }
  return problems;
}

export function listFiles(files: readonly FileWrite[]): readonly ListSection[] {
  return [
    listSection({
      title: 'Files, in order',
      counted: 'files',
      things: files,
      describe: (file) => [
        [file.mode, file.path, file.owner ?? '', file.perms ?? ''].filter((word) => word !== '').join(' '),
        formatOrigin(file),
      ],
    }),
  ];
}

export function compareFiles(files: readonly FileWrite[]): readonly ComparedThing[] {
  return files.map((file) => {
    const { path, mode, owner, perms, vars, expr, src, text, phases, node } = file;
    const fields = { mode, owner, perms, vars, expr, src, phases: phases.join(', '), text };
    return { key: path, name: path, node, by: formatOrigin(file), fields };
  });
}

export function presentFiles(files: readonly FileWrite[]): readonly PresentThing[] {
  const things = files.map((file) => ({ ...file, says: file.mode }));
  return presentByName(things, ({ path }) => path);
}

export function pageFiles(files: readonly FileWrite[]): PageSection {
  const items = files.map(({ path, node, roll, file, line }) => ({
    name: path,
    code: true as const,
    place: { node, roll, file, line },
  }));
  return { title: 'Files', columns: false, items };
}
