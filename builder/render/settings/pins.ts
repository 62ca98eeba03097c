import type { Pin } from '../../model/mod.ts';
import { nameNodes, type SettingFile } from './setting-file.ts';

/** Preferences of apt: paragraphs, since a comment between two lines would belong to neither. */
export function renderPins(pins: readonly Pin[] = []): readonly SettingFile[] {
  if (pins.length === 0) return [];
  const paragraphs = pins.map((pin) =>
    [
      `Explanation: ${nameNodes(pin)}`,
      `Package: ${pin.name}`,
      `Pin: ${pin.choice}`,
      `Pin-Priority: ${pin.priority}`,
      '',
    ].join('\n'),
  );
  const by = pins.flatMap((pin) => pin.by);
  return [{ path: '/etc/apt/preferences.d/cairn.pref', mode: 0o644, text: paragraphs.join('\n'), by }];
}
