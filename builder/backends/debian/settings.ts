import type { Profile } from '../../graph/mod.ts';
import { quoteShell } from '../../render/script/shell.ts';
import { renderAccounts, renderMemberships } from '../../render/settings/accounts.ts';
import { renderPins } from '../../render/settings/pins.ts';
import { listSettingUnits, renderSettings } from '../../render/settings/render-settings.ts';
import type { DebianSettings } from './types.ts';

/** What the settings of a profile come to in an installed Debian. */
export function planSettings(profile: Profile): DebianSettings {
  const { groups, accounts, mounts = [], alternatives = [], pins } = profile;
  return {
    accounts: renderAccounts(groups, accounts),
    files: [...renderPins(pins), ...renderSettings(profile)],
    shell: [
      ...renderMemberships(accounts),
      ...mounts.map(({ name }) => `mkdir -p ${quoteShell(name)}`),
      ...alternatives.map(({ name, path }) => `update-alternatives --set ${name} ${quoteShell(path)}`),
    ],
    units: listSettingUnits(profile),
  };
}
