// Writes what the Debian package "cairn" has below /usr/share, into a folder of the same shape: manual pages, made of
// the declarations of the commands and of the manuals, and completion for shells.
//   tsx scripts/compose-share.ts [FOLDER]   default: output/.build/share
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { listShareFiles } from './manual/share-files.ts';

const root = resolve(import.meta.dirname, '..');
const folder = resolve(process.argv[2] ?? join(root, 'output/.build/share'));
rmSync(folder, { recursive: true, force: true });
for (const { path, text } of listShareFiles((file) => readFileSync(join(root, file), 'utf8'))) {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  // Neither name nor time of anything is in it: the same page is the same file.
  const bytes = path.endsWith('.gz') ? execFileSync('gzip', ['-9n'], { input: text }) : text;
  writeFileSync(target, bytes);
}
