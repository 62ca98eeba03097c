import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

/** Says what it was told to say, and answers whatever it is asked over its control socket. */
const PROGRAM = `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const home = __dirname;
appendFileSync(home + '/starts', 'x');
const consoles = readFileSync(home + '/consoles', 'utf8').split('\\n');
const start = readFileSync(home + '/starts', 'utf8').length;
const socket = /unix:([^,]*)/.exec(process.argv.join(' '))[1];
require('node:net')
  .createServer((client) => client.on('data', () => client.write('{"return":{}}\\n')))
  .listen(socket, () => process.stdout.write(readFileSync(consoles[Math.min(start, consoles.length) - 1])));
`;

/** A `qemu-system-x86_64` on the PATH of this process. */
export interface FakeQemu {
  /** Folder for a machine. */
  readonly workDir: string;
  readonly countStarts: () => number;
  readonly remove: () => void;
}

/** @param consoles what it says at each start: names in `consoles/`; at further starts the last one */
export function installFakeQemu(consoles: readonly string[]): FakeQemu {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-qemu-'));
  const path = process.env['PATH'];
  writeFileSync(join(folder, 'qemu-system-x86_64'), PROGRAM, { mode: 0o755 });
  const files = consoles.map((name) => resolve(import.meta.dirname, 'consoles', `${name}.txt`));
  writeFileSync(join(folder, 'consoles'), files.join('\n'));
  process.env['PATH'] = `${folder}${delimiter}${path}`;
  return {
    workDir: folder,
    countStarts: () => readFileSync(join(folder, 'starts'), 'utf8').length,
    remove: () => {
      process.env['PATH'] = path;
      rmSync(folder, { recursive: true });
    },
  };
}
