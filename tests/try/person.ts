import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { RunningHosts } from './run-trial.ts';
import type { Seen, Visit } from './visit-portal.ts';

/** Where pictures of trials are kept. */
export const PICTURES = resolve('output/test/screens');

const PASSPHRASE = 'word';
/** Of no host: a person's own machine, plugged into the switch. */
const LAPTOP = '10.1.255.1/16';

const execute = promisify(execFile);

/** Runs a command on a host of the trial; what it prints comes back as bytes. */
export async function ask(hosts: RunningHosts, name: string, command: string): Promise<Buffer> {
  const [program = '', ...words] = hosts.find(({ host }) => host === name)!.enter;
  const options = { encoding: 'buffer', maxBuffer: 1 << 26 } as const;
  return (await execute(program, [...words, 'bash', '-c', command], options)).stdout;
}

/** A person with a machine of their own in the network of a trial, and a certificate of its authority. */
export interface Person {
  /** What a browser shows at the portal, with the certificate or without one. */
  readonly visit: (
    name: string,
    how: { readonly signedOn: boolean; readonly searches?: readonly string[] },
  ) => Promise<Seen>;
}

/** Lets a person with this name look, and leaves nothing behind. */
export async function withPerson<Result>(
  hosts: RunningHosts,
  name: string,
  work: (person: Person) => Promise<Result>,
): Promise<Result> {
  mkdirSync(PICTURES, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'cairn-person-'));
  try {
    const { enter } = hosts[0]!;
    const world = enter[enter.indexOf('-t') + 1]!;
    const within = ['-t', world, '--net'];
    await execute('nsenter', [...within, 'ip', 'address', 'replace', LAPTOP, 'dev', 'wire']);
    const [address = ''] = String(await ask(hosts, 'frontend', 'getent hosts web-0-0')).split(/\s/);
    await ask(
      hosts,
      'frontend',
      `cairn certificate issue ${name} --output /root/${name}.p12 <<<${PASSPHRASE}`,
    );
    const certificate = join(folder, `${name}.p12`);
    writeFileSync(certificate, await ask(hosts, 'frontend', `cat /root/${name}.p12`), { mode: 0o600 });
    return await work({
      visit: async (title, { signedOn, searches = [] }) => {
        const visit: Visit = {
          ...{ url: `https://${address}/`, pictures: PICTURES, name: title, searches },
          ...(signedOn ? { certificate: { file: certificate, passphrase: PASSPHRASE } } : {}),
        };
        const file = join(folder, `${title}.json`);
        writeFileSync(file, JSON.stringify(visit));
        const program = [process.execPath, '--import', 'tsx', 'tests/try/visit-portal.ts', file];
        return JSON.parse((await execute('nsenter', [...within, ...program])).stdout) as Seen;
      },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
