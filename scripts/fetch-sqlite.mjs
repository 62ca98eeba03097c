// Gets SQLite for Node for the tests: Debian's package node-sqlite3, downloaded by apt and unpacked into
// node_modules/.cairn, because apt refuses to install it beside a Node that is not Debian's. The frontend has the
// package itself. Its binding speaks N-API, which every Node has; only the library of Debian's own Node, which it
// names as needed, is not there, so that entry is taken out of the copy.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const target = resolve(dirname(fileURLToPath(import.meta.url)), '../node_modules/.cairn/sqlite3');

function findBindings(root) {
  if (!existsSync(join(root, 'lib/binding'))) return [];
  return readdirSync(join(root, 'lib/binding')).map((abi) =>
    join(root, 'lib/binding', abi, 'node_sqlite3.node'),
  );
}

function isUsable(root) {
  try {
    return findBindings(root).map((file) => createRequire(import.meta.url)(file)).length > 0;
  } catch {
    return false;
  }
}

const DT_NEEDED = 1n;
const DT_STRTAB = 5n;
/** A tag that the loader of a library looks past. */
const DT_DEBUG = 21n;

/** Takes "libnode.so" from the libraries that a 64-bit little-endian ELF file names as needed. */
function forgetLibnode(file) {
  const bytes = readFileSync(file);
  const number = (offset) => Number(bytes.readBigUInt64LE(offset));
  // ELF header: 32 e_phoff, 54 e_phentsize, 56 e_phnum; program header: 0 type, 8 offset, 16 address, 32 size.
  const segments = Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => {
    const at = number(32) + index * bytes.readUInt16LE(54);
    return {
      type: bytes.readUInt32LE(at),
      offset: number(at + 8),
      address: number(at + 16),
      size: number(at + 32),
    };
  });
  const dynamic = segments.find(({ type }) => type === 2);
  const entries = Array.from({ length: dynamic.size / 16 }, (_, index) => dynamic.offset + index * 16);
  const strings = number(entries.find((at) => bytes.readBigUInt64LE(at) === DT_STRTAB) + 8);
  const around = segments.find(
    (one) => one.type === 1 && strings >= one.address && strings < one.address + one.size,
  );
  for (const at of entries.filter((entry) => bytes.readBigUInt64LE(entry) === DT_NEEDED)) {
    const name = strings - around.address + around.offset + number(at + 8);
    if (bytes.toString('latin1', name, name + 10) === 'libnode.so') bytes.writeBigUInt64LE(DT_DEBUG, at);
  }
  writeFileSync(file, bytes);
}

/** The package lists may be old, or were never fetched. */
function download(folder) {
  const argv = ['download', '-qq', '-oAPT::Sandbox::User=root', 'node-sqlite3'];
  try {
    execFileSync('apt-get', argv, { cwd: folder, stdio: 'ignore' });
  } catch {
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
    execFileSync('apt-get', argv, { cwd: folder, stdio: 'inherit' });
  }
}

if (!isUsable(target)) {
  const scratch = mkdtempSync(join(tmpdir(), 'cairn-sqlite-'));
  try {
    download(scratch);
    const archive = readdirSync(scratch).find((name) => name.endsWith('.deb'));
    execFileSync('dpkg-deb', ['-x', archive, 'tree'], { cwd: scratch, stdio: 'inherit' });
    const folder = join(scratch, 'tree/usr/lib');
    const triplet = readdirSync(folder).find((name) => existsSync(join(folder, name, 'nodejs/sqlite3')));
    const source = join(folder, triplet, 'nodejs/sqlite3');
    for (const file of findBindings(source)) forgetLibnode(file);
    mkdirSync(dirname(target), { recursive: true });
    rmSync(target, { recursive: true, force: true });
    cpSync(source, target, { recursive: true });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  if (!isUsable(target)) {
    console.error(
      'Cannot load SQLite from the package node-sqlite3; install libsqlite3-0 and run this again',
    );
    process.exit(3);
  }
}
