// Files that people write, as data. Kept apart from model/mod.ts: the YAML reader is large, and most of the
// command line does without it.

export * from '../values/ipv4.ts';
export { parseMediaSize } from '../values/media-size.ts';
export { checkSite } from './check-site.ts';
export {
  INSTALLER_TOOLS,
  type InstallerPackages,
  type InstallerTool,
  imagePackage,
  kernelPackage,
  toolPackage,
} from './os-roll.ts';
export type { PackageFile } from './package-file.ts';
export * from './parse-files.ts';
export * from './public-site.ts';
export type { RecipeFile } from './recipe-file.ts';
export { type ConfigurationRoll, isOsRoll, type OsRoll, type RollDescription } from './roll-file.ts';
export * from './schema-parts.ts';
export { findSettingFault } from './setting-fault.ts';
export * from './site-attributes.ts';
export type { SiteFile } from './site-file.ts';
export type { SiteNetwork } from './site-network.ts';
export type { StorageFile } from './storage-file.ts';
export type { Expectation, RollTest } from './test-file.ts';
export * from './yaml/yaml-file.ts';
