import type { KernelModule } from '../../model/mod.ts';
import { fileOf, type SettingFile } from './setting-file.ts';

/** Modules that are loaded when the machine starts, and what modprobe is to know about modules. */
export function renderModules(modules: readonly KernelModule[] = []): readonly SettingFile[] {
  const loaded = modules.filter(({ state }) => state === 'loaded');
  const told = modules.filter(({ state, options }) => state === 'blacklisted' || options !== '');
  return [
    ...fileOf('/etc/modules-load.d/cairn.conf', loaded, ({ name }) => [name]),
    ...fileOf('/etc/modprobe.d/cairn.conf', told, ({ name, state, options }) => [
      // Nobody else's wish loads it either
      ...(state === 'blacklisted' ? [`blacklist ${name}`, `install ${name} /bin/false`] : []),
      ...(options === '' ? [] : [`options ${name} ${options}`]),
    ]),
  ];
}
