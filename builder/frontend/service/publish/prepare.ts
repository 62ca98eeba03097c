import { chmod, copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeCpio } from '../../../formats/cpio-encode.ts';
import type { Network } from '../../../hosts/mod.ts';
import { exists, linkOrCopy, writeFileAtomic } from '../../../io/mod.ts';
import {
  FRONTEND_INITRD,
  FRONTEND_INITRD_PATHS,
  type FrontendIdentity,
  type PackagedFile,
  type Platform,
  requirePlatform,
} from '../../../model/mod.ts';
import { MEMTEST, MEMTEST_UEFI, renderGrubAsk } from '../../../render/boot-scripts/mod.ts';
import { digestPublicKey, ensureCertificate } from '../keys/certificate.ts';
import { type FrontendConfig, type ServicePaths, serviceUrl, sourceUrl } from '../shared/config.ts';
import { composeDnsmasqConfig, dnsmasqConfigPath } from './dnsmasq-settings.ts';

export interface PrepareInput {
  readonly config: FrontendConfig;
  readonly paths: ServicePaths;
  /** The folder that is `/` to Debian's packages: boot loaders and the memory test are below it. */
  readonly root: string;
  /** The name servers outside, as systemd-resolved knows them. */
  readonly resolvFile: string;
  /** The private network as the state knows it. */
  readonly network?: Network;
}

/** Boot loaders by the name that dnsmasq and nginx give them: where Debian's packages put them. */
function listLoaders({ efi, bios }: Platform): Readonly<Record<string, PackagedFile>> {
  return {
    [efi.netboot]: efi.files.shim,
    [efi.grub]: efi.files.grubNet,
    ...(bios === undefined ? {} : { 'ldlinux.c32': bios.files.ldlinux, [bios.netboot]: bios.files.pxelinux }),
  };
}

/**
 * Makes what only this frontend has, before dnsmasq and the service start: certificate, `frontend.img`, boot loaders,
 * dnsmasq's configuration. May run any number of times; what is there and right stays.
 *
 * @returns names of boot loaders that no package has brought
 */
export async function prepareFrontend(input: PrepareInput): Promise<readonly string[]> {
  const { config, paths } = input;
  const platform = requirePlatform(config.arch);
  const netboot = join(paths.served, 'netboot');
  for (const folder of [netboot, join(paths.kept, 'dnsmasq')]) await mkdir(folder, { recursive: true });
  // dnsmasq reads its lists as a user of its own; it may pass through here and see nothing else.
  await chmod(paths.kept, 0o711);
  await mkdir(join(paths.kept, 'tls'), { recursive: true, mode: 0o700 });
  await mkdir(paths.logs, { recursive: true, mode: 0o750 });

  const certificate = await ensureCertificate(join(paths.kept, 'tls'), config);
  await writeFileAtomic(join(netboot, FRONTEND_INITRD), encodeFrontendInitrd(config, certificate.cert));
  // By TFTP GRUB looks below the folder it came from, by HTTP at the top of the server: nginx knows.
  await writeFileAtomic(join(netboot, 'grub/grub.cfg'), renderGrubAsk(config.address));
  const lists = join(paths.kept, 'dnsmasq');
  await writeFileAtomic(dnsmasqConfigPath(paths), composeDnsmasqConfig(input, input.network));
  // dnsmasq is not to answer strangers before the service has told it whom it knows.
  for (const [name, text] of [
    ['dhcp-hosts', '*:*:*:*:*:*,ignore\n'],
    ['dhcp-options', ''],
    ['hosts', `${config.address} ${config.hostname}\n`],
  ] as const)
    if (!(await exists(join(lists, name)))) await writeFileAtomic(join(lists, name), text);
  return copyLoaders(input.root, platform, netboot);
}

async function copyLoaders(root: string, platform: Platform, netboot: string): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const [name, { path }] of Object.entries(listLoaders(platform))) {
    const from = join(root, path);
    if (await exists(from)) await linkOrCopy(from, join(netboot, name));
    else if (!(await exists(join(netboot, name)))) missing.push(name);
  }
  const { memoryTest } = platform;
  if (memoryTest === undefined) return missing;
  const boot = join(root, 'boot');
  const there = new Set(await readdir(boot).catch(() => []));
  for (const [name, names] of [
    [MEMTEST, memoryTest.bios],
    [MEMTEST_UEFI, memoryTest.uefi],
  ] as const) {
    const found = names.find((file) => there.has(file));
    if (found !== undefined) await copyFile(join(boot, found), join(netboot, name));
  }
  return missing;
}

/** The archive that machines get besides Debian's initrd and the overlay: whom to trust. Nothing in it is secret. */
function encodeFrontendInitrd(config: FrontendConfig, cert: string): Uint8Array {
  const identity: FrontendIdentity = {
    format: 1,
    hostname: config.hostname,
    domain: config.domain,
    address: config.address,
    source: sourceUrl(config),
    service: serviceUrl(config),
    publicKeySha256: digestPublicKey(cert),
  };
  const utf8 = new TextEncoder();
  const file = (name: string, text: string) => ({
    name,
    mode: 0o100644,
    content: utf8.encode(text),
    mtimeSeconds: 0,
  });
  const folders = ['usr', 'usr/share', 'usr/share/cairn'].map((name) => ({
    name,
    mode: 0o040755,
    content: new Uint8Array(),
    mtimeSeconds: 0,
  }));
  return encodeCpio([
    ...folders,
    file(FRONTEND_INITRD_PATHS.certificate, cert),
    file(FRONTEND_INITRD_PATHS.identity, `${JSON.stringify(identity)}\n`),
  ]);
}
