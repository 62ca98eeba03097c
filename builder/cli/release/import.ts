import { listOfRelease, readTrustedList } from '../../build/trust/check-list.ts';
import { addRelease } from '../../frontend/releases/add-release.ts';
import { CONFIG_PATH, readFrontendConfig } from '../../frontend/service/shared/config.ts';
import { formatBytes, sha256 } from '../../io/mod.ts';
import { countOf } from '../../model/mod.ts';
import { withState } from '../frontend/with-state.ts';
import { printLine } from '../terminal/report.ts';
import { changeServed } from './change-served.ts';
import type { ReleaseImportOptions } from './commands.ts';
import { withSource } from './open-source.ts';
import { withTrust } from './trusted-keys.ts';

/** `cairn release import FILE` */
export async function runReleaseImport(file: string, { key }: ReleaseImportOptions): Promise<void> {
  const { arch } = await readFrontendConfig(process.env['CAIRN_FRONTEND'] ?? CONFIG_PATH);
  const { release, wasThere, files, fresh, freshBytes } = await changeServed((served, beside) =>
    withTrust(served, key, (trust) =>
      withSource(file, beside, async (source) => {
        const text = await readTrustedList(
          listOfRelease(source.name, source.pathOf),
          trust,
          (fingerprint) => `cairn release import ${source.name} --key ${fingerprint}`,
        );
        return addRelease(served, { ...source, checkedList: sha256(text) }, arch, beside);
      }),
    ),
  );
  const of = `${release.identity.name} ${release.identity.version}`;
  const title = `${release.id} (${of})`;
  if (wasThere) return printLine(`${title} is here already`);
  await withState((state) => state.recordChange({ object: `release ${release.id}`, after: { of } }));
  printLine(`${title}: ${countOf(files, 'file')}, of these ${fresh} new (${formatBytes(freshBytes)})`);
  printLine(`Hosts get it with: cairn release use ${release.id} [--appliance A|--rack N|--host SELECTION]`);
}
