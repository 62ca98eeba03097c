import type { Export } from '../../model/mod.ts';
import { fileOf, type SettingFile } from './setting-file.ts';

/** What the NFS server of the kernel hands out. */
export function renderExports(exports: readonly Export[] = []): readonly SettingFile[] {
  return fileOf('/etc/exports.d/cairn.exports', exports, ({ name, clients, options }) => [
    [name, ...clients.map((client) => `${client}(${options})`)].join(' '),
  ]);
}
