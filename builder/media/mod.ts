export { readBlockDevice } from './burn/block-device.ts';
export { type BurnWord, burnImage, checkBurnTarget, renderBurnTarget } from './burn/burn-image.ts';
export { checkImage } from './burn/check-image.ts';
export { type BootFiles, findBootFiles, findLoaders, listBootPackages } from './images/boot-files.ts';
export { type BootTreeInput, composeBootTree, EFI_IMAGE, planMediumMenu } from './images/boot-tree.ts';
export { composeDisk, type DiskInput } from './images/disk.ts';
export { convertDisk } from './images/disk-format.ts';
export { composeIso, type IsoInput, type IsoTree } from './images/iso.ts';
export { composeNetboot, type NetbootInput } from './images/netboot.ts';
export { readImageSeal, SEAL_NAME } from './images/seal-image.ts';
export {
  composeManifest,
  type Manifest,
  type ManifestInput,
  renderManifest,
} from './manifest/compose-manifest.ts';
export { MANIFEST_NAME, type OutputFile, readOutputFiles } from './manifest/output-files.ts';
export { renderSbom, type SbomInput, type SbomPackage } from './manifest/sbom.ts';
export {
  type JudgeStatement,
  judgeNobody,
  type SignStatement,
  type Statement,
} from './manifest/statement.ts';
export { composeOverlay, type Overlay, type OverlayInput } from './overlay/compose-overlay.ts';
export { type DebianInitrd, outlineInitrd } from './overlay/debian-initrd.ts';
export { keepModules } from './overlay/keep-modules.ts';
export {
  listOverlayModules,
  listOverlayTools,
  type OverlayTool,
  type OverlayTools,
} from './overlay/lists.ts';
export type { OverlayFile } from './overlay/read-member.ts';
export { type OverlayRenewal, renewOverlay } from './overlay/renew-overlay.ts';
export { type OwnLicence, type PackageLicences, parseCopyright } from './sbom/parse-copyright.ts';
export { renderSpdx, type SpdxGroup, type SpdxPackage } from './sbom/spdx.ts';
export { composeUnified, type UnifiedInput } from './unified/compose-unified.ts';
export { planLoaderFiles, type SignedBoot } from './unified/loader-files.ts';
export { attachImageSignature, type ImageCertificate, makeImageSignature } from './unified/sign-image.ts';
export { findUnifiedFiles, listUnifiedPackages } from './unified/unified-files.ts';
export { type Verified, verifyMedia } from './verify/verify.ts';
export { verifyServed } from './verify/verify-served.ts';
