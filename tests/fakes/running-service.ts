import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { GraphBundle } from '../../builder/model/mod.ts';
import { putRelease } from './releases.ts';

const LOADERS = ['--import', import.meta.resolve('tsx'), '--import', resolve('scripts/ejs-loader.mjs')];
const SERVICE = [...LOADERS, resolve('builder/frontend/main.ts')];

/** A frontend's own files below a folder of its own, with the service as a process that runs from source. */
export interface ServiceFolder {
  readonly folder: string;
  readonly write: (path: string, text: string) => void;
  /** Runs `cairnd prepare`, and gives what it said. @throws when it fails */
  readonly prepare: () => string;
  /** Runs `cairnd dump`, in the same way. */
  readonly dump: () => string;
  /** Starts `cairnd` and waits until it says its port. */
  readonly start: () => Promise<StartedService>;
  readonly remove: () => void;
}

export interface StartedService {
  readonly port: number;
  readonly said: () => string;
  /** @returns the exit status */
  readonly stop: (signal: NodeJS.Signals) => Promise<number | null>;
}

/** A `cairn` for the service: the command line, from source. */
const CAIRN = `#!/bin/sh
exec ${[process.execPath, ...LOADERS, resolve('builder/cli/main.ts')].map((word) => `'${word}'`).join(' ')} "$@"
`;

export function createServiceFolder(settings: unknown, bundle: GraphBundle): ServiceFolder {
  // Sockets have short paths.
  const folder = mkdtempSync(join(tmpdir(), 'cairnd-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
  };
  write('etc/cairn/frontend.json', JSON.stringify(settings));
  putRelease(join(folder, 'srv/cairn'), bundle);
  write('bin/cairn', CAIRN);
  mkdirSync(join(folder, 'run/cairn'), { recursive: true });
  mkdirSync(join(folder, 'var/lib/cairn'), { recursive: true });
  const env = {
    ...process.env,
    PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
    CAIRN_ROOT: folder,
    CAIRN_PORT: '0',
    CAIRN_STATE: join(folder, 'var/lib/cairn/state.db'),
    CAIRN_FRONTEND: join(folder, 'etc/cairn/frontend.json'),
  };
  const started: ChildProcess[] = [];
  const runOnce = (word: string): string =>
    execFileSync('sh', ['-c', 'exec "$@" 2>&1', 'sh', process.execPath, ...SERVICE, word], {
      ...{ env, encoding: 'utf8' },
    });
  return {
    folder,
    write,
    prepare: () => runOnce('prepare'),
    dump: () => runOnce('dump'),
    start: () => {
      const child = spawn(process.execPath, SERVICE, { env, stdio: ['ignore', 'ignore', 'pipe'] });
      started.push(child);
      return startService(child);
    },
    remove: () => {
      for (const child of started) child.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    },
  };
}

async function startService(child: ChildProcess): Promise<StartedService> {
  let said = '';
  const ended = new Promise<number | null>((done) => child.once('close', done));
  const port = await new Promise<number>((done, fail) => {
    createInterface(child.stderr!).on('line', (line) => {
      said += `${line}\n`;
      const found = /answers on port (\d+)/.exec(line);
      if (found) done(Number(found[1]));
    });
    void ended.then(() => fail(new Error(`The service ended: ${said}`)));
  });
  return {
    port,
    said: () => said,
    stop: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

/** One request to a socket. */
export function askSocket(
  socketPath: string,
  path: string,
  method = 'GET',
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((done, fail) => {
    request({ socketPath, path, method, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => done({ status: response.statusCode ?? 0, text }));
    })
      .on('error', fail)
      .end();
  });
}
