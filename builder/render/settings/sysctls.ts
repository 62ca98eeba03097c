import type { Sysctl } from '../../model/mod.ts';
import { fileOf, type SettingFile } from './setting-file.ts';

/** What systemd-sysctl sets when the machine starts, after the kernel's modules are loaded. */
export function renderSysctls(sysctls: readonly Sysctl[] = []): readonly SettingFile[] {
  return fileOf('/etc/sysctl.d/60-cairn.conf', sysctls, ({ name, value }) => [`${name} = ${value}`]);
}
