// Runs uvu suites: tsx scripts/test.ts FOLDER... [--only PATTERN]; folders are below tests/.
// uvu's own runner exits 0 when no test ran at all; this one does not.
import { readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

function findTests(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

const args = process.argv.slice(2);
const onlyAt = args.indexOf('--only');
const only = onlyAt < 0 ? undefined : args.splice(onlyAt, 2)[1];
const folders = args
  .map((name) => join(root, 'tests', name))
  .filter((folder) => statSync(folder, { throwIfNoEntry: false }));
const files = folders.flatMap(findTests).filter((file) => only === undefined || file.includes(only));

const queue: { file: string; tests: number }[] = [];
const globals = globalThis as unknown as { UVU_DEFER: number; UVU_QUEUE: unknown[][]; UVU_INDEX: number };
globals.UVU_DEFER = 1;
globals.UVU_QUEUE = [];
const { exec } = await import('uvu'); // reads UVU_DEFER and UVU_QUEUE when it is loaded
for (const file of files) {
  const index = globals.UVU_QUEUE.push([relative(root, file)]) - 1;
  globals.UVU_INDEX = index;
  await import(pathToFileURL(file).href);
  queue.push({ file: relative(root, file), tests: globals.UVU_QUEUE[index]!.length - 1 });
}
const silent = queue.filter((entry) => entry.tests === 0).map((entry) => entry.file);
if (files.length === 0 || silent.length > 0) {
  console.error(`No tests ran in: ${silent.join(', ') || args.join(', ')} (is test.run() missing?)`);
  process.exit(1);
}

// uvu prints its own totals; they are read back for the closing line that CI looks for.
let printed = '';
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
  printed += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
  return write(chunk, ...rest);
}) as typeof process.stdout.write;
await exec();
process.stdout.write = write;
const total = (label: string): number => {
  const matches = [...printed.matchAll(new RegExp(`${label}:\\s+(\\d+)(?: / (\\d+))?`, 'gi'))];
  return matches.reduce((sum, match) => sum + Number(match[1]), 0);
};
const ran = [...printed.matchAll(/Total:\s+(\d+)/g)].reduce((sum, match) => sum + Number(match[1]), 0);
const passed = total('Passed');
console.log(`${passed} passed, ${ran - passed} failed, ${total('Skipped')} skipped`);
if (passed === 0 || ran !== passed) process.exitCode = 1;
