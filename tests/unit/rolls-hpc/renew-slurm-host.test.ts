import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const SCRIPT = resolve('rolls/hpc/packages/cairn-hpc/scripts/renew-slurm-host');
const OPTIONS = '-Z --conf-server head:6817 --conf Feature=compute,rack1';
const HARDWARE = '2 2 1 1 2000';

/** Starts it on a machine of that hardware. @returns what Slurm was told */
function renew({ remembered, features, options = OPTIONS }: Readonly<Record<string, string>>): string {
  const top = mkdtempSync(join(tmpdir(), 'cairn-slurm-'));
  const put = (name: string, text: string): void =>
    writeFileSync(join(top, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  put('hostname', 'echo c0');
  put(
    'slurmd',
    "echo 'NodeName=c0 CPUs=2 Boards=1 SocketsPerBoard=2 CoresPerSocket=1 ThreadsPerCore=1 RealMemory=2000'",
  );
  put('sinfo', `case "$*" in *%f*) echo '${features} ' ;; *) echo '${remembered}' ;; esac`);
  put('scontrol', `echo "$*" >> ${top}/told`);
  try {
    const env = { ...process.env, PATH: `${top}:${process.env['PATH']}`, SLURMD_OPTIONS: options };
    execFileSync('sh', [SCRIPT, 'head:6817'], { env, stdio: 'ignore' });
    return existsSync(join(top, 'told')) ? readFileSync(join(top, 'told'), 'utf8') : '';
  } finally {
    rmSync(top, { recursive: true });
  }
}

const test = suite('a host that comes back to Slurm');

test('as it was: nothing is told', () => {
  assert.is(renew({ remembered: HARDWARE, features: 'compute,rack1' }), '');
  assert.is(renew({ remembered: '', features: '' }), '', 'it is new there');
});

test('in another rack: it gets the features that it has now', () => {
  assert.is(
    renew({ remembered: HARDWARE, features: 'compute,rack0' }),
    'update nodename=c0 availablefeatures=compute,rack1 activefeatures=compute,rack1\n',
  );
  assert.is(renew({ remembered: HARDWARE, features: 'fast', options: '-Z' }), '', 'nobody says any');
});

test('with other hardware: it is forgotten', () => {
  assert.match(renew({ remembered: '4 2 2 1 4000', features: 'compute,rack0' }), /\ndelete nodename=c0\n$/);
});

test.run();
