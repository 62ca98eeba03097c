import type { Explanation, Profile } from '../../graph/mod.ts';
import { formatOrigin, type Origin } from '../../model/mod.ts';
import { renderPins } from '../../render/settings/pins.ts';
import { renderSettings } from '../../render/settings/render-settings.ts';

/** Who says what is in a file that no node writes: it comes of settings. */
export function findSayers(profile: Profile | undefined, path: string): readonly Origin[] {
  if (profile === undefined || !path.startsWith('/')) return [];
  const files = [...renderSettings(profile), ...renderPins(profile.pins)];
  return files.find((file) => file.path === path)?.by ?? [];
}

/** The answer to a question about such a file. */
export function explainSettingFile({ appliance, thing }: Explanation, by: readonly Origin[]): string {
  const lines = [...new Set(by.map(formatOrigin))].map((origin) => `  ${origin}`);
  return [`File "${thing}" of appliance "${appliance}" holds what nodes say:`, ...lines, ''].join('\n');
}
