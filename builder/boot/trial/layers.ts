import { sha256Of } from '../machine/checksum.ts';
import { type Effects, mustRun } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';

/** Begins the name of what is not whole yet; whoever finds an old one removes it. */
const NEW_LAYER = '.new-';

const { layers: LAYERS } = PATHS.trial;

/** What a layer is made of, as a name: the same content has the same name, anything else another one. */
export function nameLayer(effects: Effects, kind: string, content: unknown): string {
  const path = '/run/cairn/layer-content';
  effects.write(path, JSON.stringify(content), 0o600);
  const sum = sha256Of(effects, path);
  effects.remove(path);
  if (sum === undefined) throw new InstallFailure(`No checksum can be made for the layer "${kind}"`);
  return `${kind}-${sum.slice(0, 32)}`;
}

/**
 * Has a layer at hand: a folder with what one stage of the installation added to the layers below it. It is made once, and
 * is not there before it is whole.
 *
 * @param below names of the layers below, the uppermost first
 * @param fill puts it below `/target`, where the layers below are to be seen
 * @returns whether it had to be made
 */
export function ensureLayer(
  effects: Effects,
  name: string,
  below: readonly string[],
  fill: () => void,
): boolean {
  const place = `${LAYERS}/${name}`;
  if (effects.exists(place)) {
    markUsed(effects, place);
    return false;
  }
  // Beside its place: it can be renamed, and need not be copied
  const folder = `${LAYERS}/${NEW_LAYER}${effects.random(8).join('-')}`;
  mustRun(effects, ['mkdir', '-p', `${folder}/upper`, `${folder}/work`]);
  if (below.length === 0) mustRun(effects, ['mount', '-o', 'bind', `${folder}/upper`, PATHS.target]);
  else mountLayers(effects, below, folder);
  fill();
  mustRun(effects, ['umount', PATHS.target]);
  // Somebody else may have been faster: then theirs is as good
  if (!effects.exists(place)) {
    markUsed(effects, `${folder}/upper`);
    effects.rename(`${folder}/upper`, place);
  }
  mustRun(effects, ['rm', '-rf', folder]);
  return true;
}

/** Its age says when it was last of use, and not what the archive in it says. */
function markUsed(effects: Effects, place: string): void {
  effects.run(['touch', '-c', place]);
}

/**
 * Mounts layers on `/target`; what is written from now on goes to a folder.
 *
 * @param names the uppermost first
 * @param folder with `upper` and `work` in it
 */
export function mountLayers(effects: Effects, names: readonly string[], folder: string): void {
  const lower = names.map((name) => `${LAYERS}/${name}`).join(':');
  // volatile: nothing is forced to the disk, and after a crash of the kernel nobody uses the folder
  const options = `lowerdir=${lower},upperdir=${folder}/upper,workdir=${folder}/work,volatile`;
  mustRun(effects, ['mount', '-t', 'overlay', '-o', options, 'overlay', PATHS.target]);
}
