import type { MediumIdentity } from '../../model/mod.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { parseIdentity } from '../machine/source.ts';
import { fetchText } from './fetch-text.ts';

/** Boot files and packages must be of one build: packages of another may lack what the graph asks for. */
export function checkSource(effects: Effects, url: string, identity: MediumIdentity): void {
  const place = `${url}/medium.json`;
  const found = parseIdentity(fetchText(effects, place, 'What the packages are'));
  if (found === undefined)
    throw new InstallFailure(
      `There are no packages of Cairn at "${url}"`,
      `What answers there gives something else for "${place}"`,
    );
  if (found.id === identity.id) return;
  throw new InstallFailure(
    `The packages at "${url}" are of "${found.name} ${found.version}", the boot files of "${identity.name} ${identity.version}"`,
    'Both must come from one build',
  );
}
