import { findSettingFault } from '../../model/files/mod.ts';
import { fail } from '../../model/mod.ts';
import type { ReleaseBuildOptions } from './commands.ts';
import { makeRelease } from './make-release.ts';

/** `cairn release build` */
export async function runReleaseBuild({ release, set }: ReleaseBuildOptions): Promise<void> {
  const given = set.map(parseSetting);
  const attributes = given.length === 0 ? {} : { attributes: { global: Object.fromEntries(given) } };
  await makeRelease(release, attributes);
}

function parseSetting(text: string): readonly [string, string] {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    return fail('USAGE', `"${text}" after --set is no NAME=VALUE`);
  const fault = findSettingFault(name);
  if (fault !== undefined)
    return fail('USAGE', `Cannot set attribute "${name}": ${fault.message}`, undefined, fault.hint);
  return [name, value];
}
