import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Effects } from '../../builder/boot/machine/effects.ts';
import { PATHS } from '../../builder/boot/machine/paths.ts';
import { pledgeRelease } from '../../builder/build/release/list-release.ts';
import {
  type MediumIdentity,
  OVERLAY_PATH,
  parseReleaseList,
  type ReleaseFile,
} from '../../builder/model/mod.ts';
import { createHostEffects } from './host-effects.ts';
import { writeMedium } from './medium.ts';

/** A machine that was started from a medium, whose overlay vouches for it. */
export interface VouchedMedium {
  readonly effects: Effects;
  readonly identity: MediumIdentity;
  /** All of the release, as its list says. */
  readonly files: readonly ReleaseFile[];
  /** Where a file of the medium is on this host. */
  readonly place: (path: string) => string;
}

/** Everything is real but for the paths, which are below a folder. */
export async function withVouchedMedium(
  work: (medium: VouchedMedium) => Promise<void> | void,
): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'cairn-vouched-'));
  try {
    const place = (path: string): string => join(root, PATHS.source, path);
    await writeMedium(place(''), join(root, 'keys'), { packages: { one: '1', two: '2' } });
    const host = createHostEffects(root);
    const effects: Effects = {
      ...host,
      // Programs print where files are on this host
      run: (argv, options) => host.run(argv, stripRoot(root, options)),
      start: (argv) => void host.run(['true', ...argv]),
    };
    const { id, files } = parseReleaseList(readFileSync(place('cairn/release.list'), 'utf8'), 'release.list');
    const pledged = files.filter(({ path }) => path !== OVERLAY_PATH);
    effects.write(PATHS.pledge, JSON.stringify(pledgeRelease(id, pledged, 'AB'.repeat(20))));
    const text = readFileSync(place('cairn/medium.json'), 'utf8');
    effects.write(PATHS.medium, text);
    await work({ effects, identity: JSON.parse(text) as MediumIdentity, files, place });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function stripRoot(root: string, options: Parameters<Effects['run']>[1] = {}): Parameters<Effects['run']>[1] {
  const { onLine } = options;
  return onLine === undefined ? options : { ...options, onLine: (line) => onLine(line.replaceAll(root, '')) };
}
