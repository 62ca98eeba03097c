import { diskLoaders, quoteKernelOption } from '../../model/mod.ts';
import { checkBootScript } from './check.ts';
import grub from './grub.ejs';
import grubAsk from './grub-ask.ejs';
import ipxe from './ipxe.ejs';
import ipxeAsk from './ipxe-ask.ejs';
import pxelinux from './pxelinux.ejs';
import type { BootLoader, BootScript } from './types.ts';

export * from './dnsmasq.ts';
export * from './plan.ts';
export * from './types.ts';

const TEMPLATES = { ipxe, grub, pxelinux } as const satisfies Record<BootLoader, unknown>;

/**
 * What one machine's boot loader is told to do.
 *
 * @throws {BuildError} BOOT_MENU: a title, path or argument that the loader would misread
 */
export function renderBootScript(loader: BootLoader, script: BootScript): string {
  checkBootScript(script);
  const { step, platform } = script;
  const words = step.kind === 'kernel' ? step.arguments : [];
  const commandLine = words.map(quoteKernelOption).join(' ');
  return TEMPLATES[loader]({ ...script, commandLine, diskLoaders: diskLoaders(platform) });
}

/** What iPXE starts with: it asks again with its own MAC address, until there is an answer. */
export function renderIpxeAsk(address: string): string {
  checkBootScript({ title: '', address, step: { kind: 'disk' } });
  return ipxeAsk({ address });
}

/** `grub/grub.cfg` of the network's GRUB, which asks with its own MAC address until there is an answer. */
export function renderGrubAsk(address: string): string {
  checkBootScript({ title: '', address, step: { kind: 'disk' } });
  return grubAsk({ address });
}
