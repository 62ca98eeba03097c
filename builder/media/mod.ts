export { BOOT_PACKAGES, type BootFiles, findBootFiles } from './boot-files.ts';
export { type BootTreeInput, composeBootTree } from './boot-tree.ts';
export { type DebianInitrd, readDebianInitrd } from './debian-initrd.ts';
export { composeIso, type IsoInput, type IsoTree } from './iso.ts';
export { composeOverlay, OVERLAY_LIMIT_BYTES, type Overlay, type OverlayInput } from './overlay.ts';
export type { OverlayFile } from './overlay-files.ts';
export {
  OVERLAY_LIBRARY_PACKAGES,
  OVERLAY_MODULES,
  OVERLAY_PACKAGES,
  OVERLAY_TOOLS,
  type OverlayTool,
} from './overlay-lists.ts';
