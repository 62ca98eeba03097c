import type {
  Export,
  KernelModule,
  Link,
  Mount,
  Opening,
  ServiceCertificate,
  Sysctl,
  Timer,
  Trust,
} from '../../model/mod.ts';
import { listCertificateUnits, renderCertificates } from './certificates.ts';
import { renderExports } from './exports.ts';
import { renderLinks } from './links.ts';
import { renderModules } from './modules.ts';
import { listMountUnits, renderMounts } from './mounts.ts';
import { renderOpenings } from './openings.ts';
import type { SettingFile } from './setting-file.ts';
import { renderSysctls } from './sysctls.ts';
import { listTimerUnits, renderTimers } from './timers.ts';

/** Settings that are files of any Linux system with systemd. Parts of a profile; absent: none. */
export interface FileSettings {
  readonly openings?: readonly Opening[] | undefined;
  readonly mounts?: readonly Mount[] | undefined;
  readonly exports?: readonly Export[] | undefined;
  readonly timers?: readonly Timer[] | undefined;
  readonly sysctls?: readonly Sysctl[] | undefined;
  readonly modules?: readonly KernelModule[] | undefined;
  readonly links?: readonly Link[] | undefined;
  readonly certificates?: readonly ServiceCertificate[] | undefined;
  readonly trusts?: readonly Trust[] | undefined;
}

/** All files that settings come to. */
export function renderSettings(settings: FileSettings): readonly SettingFile[] {
  const { openings, mounts, exports, timers, sysctls, modules, links, certificates, trusts } = settings;
  return [
    ...renderMounts(mounts),
    ...renderExports(exports),
    ...renderTimers(timers),
    ...renderSysctls(sysctls),
    ...renderModules(modules),
    ...renderLinks(links),
    ...renderCertificates(certificates, trusts),
    ...renderOpenings(openings),
  ];
}

/** The units among them that start by themselves. */
export function listSettingUnits({ mounts, timers, certificates, trusts }: FileSettings): readonly string[] {
  return [
    ...listMountUnits(mounts),
    ...listTimerUnits(timers),
    ...listCertificateUnits(certificates, trusts),
  ];
}
