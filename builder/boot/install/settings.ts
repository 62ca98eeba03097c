import type { SettingFile } from '../../render/settings/setting-file.ts';
import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';

/** Writes the files that the settings of the graph come to. */
export function writeSettingFiles(effects: Effects, files: readonly SettingFile[]): void {
  for (const { path, mode, text } of files) effects.write(`${PATHS.target}${path}`, text, mode);
}
