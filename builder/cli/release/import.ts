import { addRelease } from '../../frontend/releases/add-release.ts';
import { CONFIG_PATH, readFrontendConfig } from '../../frontend/service/shared/config.ts';
import { formatBytes } from '../../io/mod.ts';
import { countOf } from '../../model/mod.ts';
import { withState } from '../frontend/with-state.ts';
import { printLine } from '../terminal/report.ts';
import { changeServed } from './change-served.ts';
import { withSource } from './open-source.ts';

/** `cairn release import FILE` */
export async function runReleaseImport(file: string): Promise<void> {
  const { arch } = await readFrontendConfig(process.env['CAIRN_FRONTEND'] ?? CONFIG_PATH);
  const { release, wasThere, files, fresh, freshBytes } = await changeServed((served, beside) =>
    withSource(file, beside, (source) => addRelease(served, source, arch, beside)),
  );
  const of = `${release.identity.name} ${release.identity.version}`;
  const title = `${release.id} (${of})`;
  if (wasThere) return printLine(`${title} is here already`);
  await withState((state) => state.recordChange({ object: `release ${release.id}`, after: { of } }));
  printLine(`${title}: ${countOf(files, 'file')}, of these ${fresh} new (${formatBytes(freshBytes)})`);
  printLine(`Hosts get it with: cairn release use ${release.id} [--appliance A|--rack N|--host SELECTION]`);
}
