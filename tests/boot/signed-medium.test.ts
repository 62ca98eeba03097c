import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Machine, type MachineOptions, withMachine } from '../../builder/try/qemu/qemu.ts';
import { makeBootKey } from '../unit/build/boot-keys.ts';
import { withMachineFolder } from '../vm/images.ts';
import { damageImage, placeInImage } from './damage-image.ts';

/** Firmware says nothing while it reads and checks an image of 60 MB. */
const LIMITS = { timeoutSeconds: 1200, stallSeconds: 600 } as const;
const DOWN = '\x1b[B';
/** Printed by the engine in the initrd. */
const ENGINE_RAN = /Cairn: The graph is compiled.*/;
/** Firmware of package ovmf whose `db` holds this certificate and no other. Its key is no secret. */
const OWN_DB = '/usr/share/OVMF/OVMF_VARS_4M.snakeoil.fd';
const OWN_KEY = '/usr/share/ovmf/PkKek-1-snakeoil';

interface Signed {
  readonly dir: string;
  /** Behind shim, by a key that no firmware knows. */
  readonly shimmed: string;
  /** Without shim, by the key that the firmware's `db` is of. */
  readonly direct: string;
  /** Variables of a machine on which somebody has enrolled the key of `shimmed`. */
  readonly enrolled: string;
}

const test = suite<Signed>("a medium that is signed with a key of one's own");
test.before((context) => {
  const dir = mkdtempSync(join(tmpdir(), 'cairn-signed-'));
  makeBootKey(dir, 'site');
  copyFileSync(`${OWN_KEY}.pem`, join(dir, 'own.pem'));
  const plain = ['rsa', '-in', `${OWN_KEY}.key`, '-passin', 'pass:snakeoil', '-out', join(dir, 'own.key')];
  execFileSync('openssl', plain, { stdio: 'pipe' });
  const shimmed = buildImage(dir, 'site', true);
  const direct = buildImage(dir, 'own', false);
  Object.assign(context, { dir, shimmed, direct, enrolled: join(dir, 'enrolled.fd') });
});
test.after(({ dir }) => rmSync(dir, { recursive: true }));

/** Builds `recipes/minimal.yaml` with a signature. @param key name of key and certificate in the folder */
function buildImage(dir: string, key: string, shim: boolean): string {
  const recipe = join(dir, `${key}.yaml`);
  const sign = `  sign: { key: ${key}.key, certificate: ${key}.pem, shim: ${shim} }\n  netboot: false\n`;
  const text = readFileSync('recipes/minimal.yaml', 'utf8').replace('  netboot: true\n', sign);
  writeFileSync(recipe, text);
  const out = join(dir, key);
  mkdirSync(out);
  execFileSync('node_modules/.bin/cairn', ['build', recipe, '--output', out], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const found = readdirSync(out, { recursive: true, encoding: 'utf8' }).find((path) => path.endsWith('.iso'));
  return join(out, found!);
}

/** Where in an image the arguments of "Rescue shell" are, inside what is signed. */
function placeOfArguments(iso: string): number {
  const efi = placeInImage(iso, '/boot/grub/efi.img');
  const at = readFileSync(iso).indexOf('cairn.action=rescue console', efi);
  assert.ok(at > 0, 'the arguments are in the image');
  return at + 'cairn.action='.length;
}

/** Where in an image a piece of the overlay is, inside what is signed. */
function placeOfOverlay(iso: string): number {
  const bytes = readFileSync(iso);
  const overlay = placeInImage(iso, '/install/cairn.img');
  const piece = bytes.subarray(overlay, overlay + 64);
  const at = bytes.indexOf(piece, placeInImage(iso, '/boot/grub/efi.img'));
  assert.ok(at > 0 && at !== overlay, 'the overlay is in the image');
  return at + 100_000;
}

function start(
  options: Partial<MachineOptions>,
  work: (machine: Machine, folder: string) => Promise<void>,
): Promise<void> {
  return withMachineFolder((workDir) =>
    withMachine(
      () => ({ firmware: 'uefi-secure', workDir, ...options }),
      (machine) => work(machine, workDir),
    ),
  );
}

/** A fresh copy: what a machine remembers is of one test. */
function variables(from: string, dir: string): string {
  const to = join(mkdtempSync(join(dir, 'machine-')), 'variables.fd');
  copyFileSync(from, to);
  return to;
}

async function press(machine: Machine, shown: RegExp, keys: readonly string[]): Promise<void> {
  await machine.waitFor(shown, LIMITS);
  for (const key of keys) {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    machine.send(key);
  }
}

async function reachEngine(machine: Machine): Promise<void> {
  await machine.waitFor(/secureboot: Secure boot enabled/i, LIMITS);
  await machine.waitFor(ENGINE_RAN, LIMITS);
}

test('is refused by shim, until its certificate is enrolled from the medium itself; then it starts', async ({
  shimmed,
  enrolled,
}) => {
  await start({ usb: shimmed, variables: enrolled, allowReset: true }, async (machine) => {
    await press(machine, /Verification failed: \(0x1A\) Security Violation/, ['\r']);
    // A countdown; what it says above it does not always come through
    await press(machine, /Booting in \d+ seconds/, ['\r']);
    await press(machine, /Enroll key from disk/, [DOWN, '\r']);
    await press(machine, /CAIRN_EFI/, ['\r']);
    // Folders come before it
    await press(machine, /cairn\.der/, [DOWN, DOWN, '\r']);
    await press(machine, /View key 0/, [DOWN, '\r']);
    await press(machine, /Yes/, [DOWN, '\r']);
    await press(machine, /Reboot/, ['\r']);
    await reachEngine(machine);
  });
});

for (const [what, placeOf] of [
  ['another overlay', placeOfOverlay],
  ['other arguments', placeOfArguments],
] as const)
  test(`with ${what} it is refused where the certificate is enrolled`, async ({ shimmed, enrolled, dir }) => {
    const cdrom = damageImage(shimmed, dir, placeOf(shimmed));
    await start({ cdrom, variables: variables(enrolled, dir) }, async (machine) => {
      await machine.waitFor(/Error loading .*(?:Security|Access)/i, LIMITS);
      assert.not.match(machine.console.text, /Linux version/);
    });
  });

test('starts from a CD where firmware knows this certificate alone', async ({ direct, dir }) => {
  await start({ cdrom: direct, variables: variables(OWN_DB, dir) }, reachEngine);
});

test('what others have signed does not start there', async ({ shimmed, dir }) => {
  await start({ cdrom: shimmed, variables: variables(OWN_DB, dir) }, async (machine) => {
    await machine.waitFor(/BdsDxe: failed to load .*: (?:Access Denied|Security Violation)/, LIMITS);
    assert.not.match(machine.console.text, /Linux version/);
  });
});

test.run();
