// The machines of scripts/bench --storm: clients.ts SERVER RELAY HOSTS SECONDS [reports]. Prints one JSON object.
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { openDhcpRelay } from './dhcp-relay.ts';

const [server = '', relayAddress = '', count = '0', seconds = '0', reports = ''] = process.argv.slice(2);
const hosts = Number(count);
const relay = await openDhcpRelay(relayAddress, server);
const errors: string[] = [];
const times = { dhcp: [] as number[], script: [] as number[], boot: [] as number[] };

/** One request from a machine's own address; resolves to the text, or to the size of what is not text. */
function get(from: string, path: string, localPort?: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: server,
        path,
        localAddress: from,
        ...(localPort === undefined ? {} : { localPort }),
        agent: false,
        timeout: 30_000,
      },
      (response) => {
        let text = '';
        const isText = /text|json/.test(response.headers['content-type'] ?? '');
        response.on('data', (chunk: Buffer) => {
          if (isText) text += chunk.toString('latin1');
        });
        response.on('end', () =>
          response.statusCode === 200 || response.statusCode === 204
            ? resolve(text)
            : reject(new Error(`${path}: ${response.statusCode}`)),
        );
      },
    );
    asked.on('timeout', () => asked.destroy(new Error(`${path}: no answer`)));
    asked.on('error', (error) => reject(new Error(`${path}: ${error.message}`)));
    asked.end();
  });
}

/** What an installer hands in, over TLS, from its machine's address. */
function post(from: string, path: string, token: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = {
      host: server,
      port: 8443,
      path,
      method: 'POST',
      localAddress: from,
      agent: false,
      // Whose certificate it is is not what is measured.
      rejectUnauthorized: false,
      headers: { authorization: `Bearer ${token}` },
      timeout: 30_000,
    };
    const asked = secureRequest(options, (response) => {
      response.resume();
      response.on('end', () =>
        (response.statusCode ?? 0) < 300 ? resolve() : reject(new Error(`${path}: ${response.statusCode}`)),
      );
    });
    asked.on('timeout', () => asked.destroy(new Error(`${path}: no answer`)));
    asked.on('error', (error) => reject(new Error(`${path}: ${error.message}`)));
    asked.end(body);
  });
}

async function handIn(address: string, name: string, token: string): Promise<void> {
  const path = `/v1/hosts/${name}`;
  const hash = createHash('sha256').update(token).digest('hex');
  await get(address, `/boot/proof/${name}/${hash}`, 700);
  await post(address, `${path}/secrets`, token, '');
  await post(address, `${path}/events`, token, '{"event":"started"}');
  for (const phase of ['disks', 'base', 'packages'])
    await post(address, `${path}/events`, token, JSON.stringify({ event: 'phase', phase, percent: 10 }));
  await post(address, `${path}/log`, token, 'a line of the log\n'.repeat(100));
  await post(address, `${path}/events`, token, '{"event":"finished"}');
}

/** What is looked at of a host's document. */
interface Told {
  readonly mac: string;
  readonly address: string;
  /** Where the list of other hosts is. */
  readonly roster?: string;
}

async function startMachine(at: number): Promise<void> {
  const mac = `52:54:00:0a:${(at >> 8).toString(16).padStart(2, '0')}:${(at & 255).toString(16).padStart(2, '0')}`;
  const startMs = performance.now();
  const address = await relay.ask(mac);
  const dhcpMs = performance.now();
  times.dhcp.push(dhcpMs - startMs);
  const script = await get(address, `/boot/ipxe?mac=${mac}`);
  times.script.push(performance.now() - dhcpMs);
  const name = /cairn\.host=(\S+)/.exec(script)?.[1];
  const token = /cairn\.token=(\S+)/.exec(script)?.[1];
  const release = /cairn\.source=http:\/\/[^/\s]+(\S+)/.exec(script)?.[1];
  if (name === undefined || token === undefined || release === undefined)
    throw new Error(`No installation for ${mac}: ${script}`);
  for (const [, path] of script.matchAll(/^(?:kernel|initrd) http:\/\/[^/\s]+(\S+)/gm))
    await get(address, path!);
  const document = JSON.parse(await get(address, `/hosts/${name}.json`)) as Told;
  if (document.mac !== mac || document.address !== address)
    throw new Error(`"${name}" has another's document`);
  if (document.roster !== undefined) await get(address, document.roster);
  await get(address, `${release}/distribution/Packages`);
  if (reports !== '') await handIn(address, name, token);
  times.boot.push(performance.now() - startMs);
}

await Promise.all(
  Array.from({ length: hosts }, async (_, at) => {
    await new Promise((done) => setTimeout(done, (at / hosts) * Number(seconds) * 1000));
    await startMachine(at).catch((error: Error) => errors.push(error.message));
  }),
);
// Without discovery a stranger gets nothing.
await relay.ask('52:54:00:0b:00:01', 1).then(
  (address) => errors.push(`A stranger got the address ${address}`),
  () => {},
);
relay.close();
const sorted = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);
const median = (list: readonly number[]): number => sorted(list)[Math.floor(list.length / 2)] ?? 0;
process.stdout.write(
  JSON.stringify({
    errors: [...new Set(errors)].slice(0, 20),
    errorCount: errors.length,
    dhcpMedianMs: median(times.dhcp),
    dhcpMaxMs: Math.max(0, ...times.dhcp),
    scriptMedianMs: median(times.script),
    scriptMaxMs: Math.max(0, ...times.script),
    bootMaxMs: Math.max(0, ...times.boot),
  }),
);
