import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { limitsFor } from '../../builder/try/qemu/limits.ts';
import type { Machine, MachineDisk, MachineOptions } from '../../builder/try/qemu/qemu.ts';
import { findTestImages } from '../vm/images.ts';

const { iso, netboot, platform } = findTestImages();

export const LIMITS = limitsFor(platform.name, { timeoutSeconds: 900, stallSeconds: 400 });

/** The parts of the image that start, in one folder: QEMU takes one initrd. */
export function prepareKernel(folder: string): { readonly path: string; readonly initrd: string } {
  const files = join(folder, 'kernel');
  mkdirSync(files);
  const path = (name: string): string => findFile(netboot, name);
  const pad = (bytes: Uint8Array): Uint8Array => {
    const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
    padded.set(bytes);
    return padded;
  };
  const initrd = join(files, 'initrd');
  writeFileSync(
    initrd,
    Buffer.concat([pad(readFileSync(path('initrd.gz'))), readFileSync(path('cairn.img'))]),
  );
  return { path: path('vmlinuz'), initrd };
}

function findFile(folder: string, name: string): string {
  const found = execFileSync('find', [folder, '-name', name, '-type', 'f'], { encoding: 'utf8' });
  const [path] = found.split('\n');
  if (path === undefined || path === '') throw new Error(`There is no ${name} below ${folder}`);
  return path;
}

/** A machine with these disks that starts the installer with these words. */
export function fromImage(
  workDir: string,
  kernel: { readonly path: string; readonly initrd: string },
  disks: readonly MachineDisk[],
  words: string,
): MachineOptions {
  mkdirSync(workDir, { recursive: true });
  return {
    ...{ platform: platform.name, firmware: 'bios', workDir, cdrom: iso, disks },
    kernel: { ...kernel, append: `console=ttyS0,115200n8 console=tty0 ${words}` },
  };
}

/** A shell of the rescue system, with what an appliance's disks need. */
export async function openShell(machine: Machine): Promise<(command: string) => Promise<string>> {
  await machine.waitFor('Cairn rescue shell.', LIMITS);
  await machine.waitFor('rescue# ', LIMITS);
  machine.send('stty -echo; PS1=; export DM_DISABLE_UDEV=1; dmesg -n 1\r');
  let number = 0;
  return async (command) => {
    number += 1;
    const from = machine.console.text.length;
    machine.send(`echo BEGIN-${number}-; { ${command}\n} 2>&1; echo "END-${number}-$?-"\r`);
    const end = new RegExp(`BEGIN-${number}-\\r?\\n([^]*?)END-${number}-(\\d+)-`);
    const { text } = await machine.console.waitFor(end, LIMITS, from);
    const [, output = '', status] = end.exec(text) ?? [];
    if (status !== '0') throw new Error(`"${command}" ended with ${status}:\n${output}`);
    return output.replaceAll('\r', '').trim();
  };
}
