import { isRemoteFileSystem, type Mount } from '../../model/mod.ts';
import { ownFile, type SettingFile } from './setting-file.ts';
import { escapeUnit, unitOfFolder } from './unit-names.ts';

/** Units of systemd: one for each mount, and one that waits for somebody who looks. */
export function renderMounts(mounts: readonly Mount[] = []): readonly SettingFile[] {
  return mounts.flatMap((mount) => {
    const path = `/etc/systemd/system/${unitOfFolder(mount.name)}`;
    return [
      ownFile(mount, `${path}.mount`, renderMount(mount)),
      ...(mount.automount ? [ownFile(mount, `${path}.automount`, renderAutomount(mount))] : []),
    ];
  });
}

/** The units of mounts that are enabled. */
export function listMountUnits(mounts: readonly Mount[] = []): readonly string[] {
  return mounts.map(({ name, automount }) => `${unitOfFolder(name)}.${automount ? 'automount' : 'mount'}`);
}

function renderMount(mount: Mount): string {
  const { name, what, type, options, automount } = mount;
  const isBind = type === 'bind';
  const isRemote = isRemoteFileSystem(type);
  const words = [...(isBind ? ['bind'] : []), ...(options === '' ? [] : [options])].join(',');
  return [
    '[Unit]',
    `Description=${escapeUnit(name)} from ${escapeUnit(what)}`,
    // Whoever looks again is not told that it failed too often
    ...(automount ? ['StartLimitIntervalSec=0'] : []),
    ...(isBind ? [`RequiresMountsFor=${escapeUnit(what)}`] : []),
    '',
    '[Mount]',
    `What=${escapeUnit(what)}`,
    `Where=${escapeUnit(name)}`,
    ...(type === 'auto' ? [] : [`Type=${isBind ? 'none' : type}`]),
    ...(words === '' ? [] : [`Options=${escapeUnit(words)}`]),
    ...(isRemote ? ['TimeoutSec=120'] : []),
    // Wanted, not required: a machine whose mount fails can be logged in to
    ...(automount ? [] : ['', '[Install]', `WantedBy=${isRemote ? 'remote' : 'local'}-fs.target`]),
    '',
  ].join('\n');
}

function renderAutomount({ name, type }: Mount): string {
  return [
    '[Unit]',
    `Description=${escapeUnit(name)} when somebody looks`,
    '',
    '[Automount]',
    `Where=${escapeUnit(name)}`,
    '',
    '[Install]',
    `WantedBy=${isRemoteFileSystem(type) ? 'remote' : 'local'}-fs.target`,
    '',
  ].join('\n');
}
