import { listReleases } from '../../frontend/releases/release-store.ts';
import { findServed } from '../frontend/frontend-graph.ts';
import { withState } from '../frontend/with-state.ts';
import { printJson, printLine, printText } from '../terminal/report.ts';
import { renderTable } from '../terminal/text-table.ts';
import type { ReleaseFormatOptions } from './commands.ts';
import { readUsers } from './read-users.ts';

/** `cairn release list` */
export async function runReleaseList({ format }: ReleaseFormatOptions): Promise<void> {
  const releases = await listReleases(findServed());
  const users = await withState(readUsers);
  const found = releases.map(({ id, identity }) => {
    const { gets, runs } = users.of(id);
    const { name, version, suite } = identity;
    return { id, name, version, suite, inUse: id === users.inUse, gets: gets.length, runs: runs.length };
  });
  if (format === 'json') return printJson(found);
  if (found.length === 0) return printLine('There is no release here: cairn release import FILE');
  const rows = found.map((one) => [
    one.id,
    `${one.name} ${one.version}`,
    one.inUse ? 'in use' : '-',
    String(one.gets),
    String(one.runs),
  ]);
  printText(renderTable(['RELEASE', 'OF', 'USE', 'GET IT', 'RUN IT'], rows));
  if (users.inUse === undefined) printLine('No release is in use: choose one with "cairn release use ID"');
}
