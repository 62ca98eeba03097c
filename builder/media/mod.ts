export { type BlockDevice, flattenDevice, readBlockDevice } from './block-device.ts';
export { BOOT_PACKAGES, type BootFiles, findBootFiles } from './boot-files.ts';
export { type BootTreeInput, composeBootTree } from './boot-tree.ts';
export { burnImage, checkBurnTarget, renderBurnTarget } from './burn.ts';
export {
  CHECKSUMS_NAME,
  MANIFEST_NAME,
  type OutputFile,
  readOutputFiles,
  renderChecksums,
} from './checksums.ts';
export { type DebianInitrd, readDebianInitrd } from './debian-initrd.ts';
export { composeIso, type IsoInput, type IsoTree } from './iso.ts';
export {
  composeManifest,
  type Manifest,
  type ManifestInput,
  renderManifest,
  type StageTime,
} from './manifest.ts';
export { composeNetboot, NETBOOT_PROGRAMS, type NetbootInput } from './netboot.ts';
export { composeOverlay, OVERLAY_LIMIT_BYTES, type Overlay, type OverlayInput } from './overlay.ts';
export type { OverlayFile } from './overlay-files.ts';
export {
  OVERLAY_LIBRARY_PACKAGES,
  OVERLAY_MODULES,
  OVERLAY_PACKAGES,
  OVERLAY_TOOLS,
  type OverlayTool,
} from './overlay-lists.ts';
export { renderSbom, type SbomInput, type SbomPackage } from './sbom.ts';
export { type Verified, verifyMedia } from './verify.ts';
