import { renderStateFile, selectDump } from '../../frontend/state/dump/state-file.ts';
import { writeFileAtomic } from '../../io/mod.ts';
import { withState } from '../frontend/with-state.ts';
import { printFile, printLine } from '../terminal/report.ts';
import type { ExportOptions } from './commands.ts';

/** `cairn export` */
export async function runExport(options: ExportOptions): Promise<void> {
  const dump = await withState((state) => state.dump());
  const text = renderStateFile(selectDump(dump, options));
  if (options.output === undefined) {
    printFile(text);
    return;
  }
  await writeFileAtomic(options.output, text, { mode: 0o600, durable: true });
  printLine(`${options.output} written`);
}
