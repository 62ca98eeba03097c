import { createHash } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { Host } from '../../builder/hosts/mod.ts';
import { type PostedReport, ROOT_PORTS } from '../../builder/model/mod.ts';

/** Where an installer reaches its frontend. */
export interface InstallerInput {
  readonly url: string;
  /** The frontend's certificate, PEM. */
  readonly ca: string;
  readonly port: () => number;
  readonly host: Pick<Host, 'name' | 'address' | 'macs'>;
}

export interface InstallerAnswer {
  readonly status: number;
  readonly text: string;
}

/** How a request differs from what an installer would send. */
export interface Deviation {
  readonly token?: string;
  readonly name?: string;
  readonly from?: string;
}

/** A machine that is being installed: it asks from its own address, with the token of its boot script. */
export interface Installer {
  readonly token: string;
  readonly event: (event: PostedReport, deviation?: Deviation) => Promise<InstallerAnswer>;
  readonly log: (bytes: string | Buffer, deviation?: Deviation) => Promise<InstallerAnswer>;
  readonly secrets: (deviation?: Deviation) => Promise<InstallerAnswer>;
}

/** Asks for the boot script, as the boot loader does. */
export async function connectInstaller(input: InstallerInput): Promise<Installer> {
  const { host } = input;
  const { text: script } = await get(`${input.url}/boot/ipxe?mac=${host.macs[0]}`, host.address);
  const token = /cairn\.token=(\S+)/.exec(script)?.[1];
  if (token === undefined) throw new Error(`No token in the boot script: ${script}`);
  await proveRoot(input.url, host, token);
  const post = (what: string, body: string | Buffer, deviation: Deviation = {}): Promise<InstallerAnswer> =>
    send(input, `/v1/hosts/${deviation.name ?? host.name}/${what}`, body, {
      token: deviation.token ?? token,
      from: deviation.from ?? host.address,
    });
  return {
    token,
    event: (event, deviation) => post('events', JSON.stringify(event), deviation),
    log: (bytes, deviation) => post('log', bytes, deviation),
    secrets: (deviation) => post('secrets', '', deviation),
  };
}

/** One request from a port that is root's alone. */
async function proveRoot(url: string, host: InstallerInput['host'], token: string): Promise<void> {
  const hash = createHash('sha256').update(token).digest('hex');
  const port = ROOT_PORTS.first + Math.floor(Math.random() * (ROOT_PORTS.last - ROOT_PORTS.first));
  const { status } = await get(`${url}/boot/proof/${host.name}/${hash}`, host.address, port);
  if (status !== 204) throw new Error(`The proof of ${host.name} was refused: ${status}`);
}

/** @param localPort that it is sent from, where that matters */
export function get(url: string, from: string, localPort?: number): Promise<InstallerAnswer> {
  return new Promise((resolve, reject) => {
    const port = localPort === undefined ? {} : { localPort };
    const asked = httpRequest(url, { localAddress: from, agent: false, ...port }, (response) =>
      readAnswer(response).then(resolve, reject),
    );
    asked.on('error', reject);
    asked.end();
  });
}

function send(
  input: InstallerInput,
  path: string,
  body: string | Buffer,
  { token, from }: { readonly token: string; readonly from: string },
): Promise<InstallerAnswer> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: input.port(),
      localAddress: from,
      path,
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      agent: false,
      ca: input.ca,
    };
    const asked = request(options, (response) => readAnswer(response).then(resolve, reject));
    asked.on('error', reject);
    asked.end(body);
  });
}

async function readAnswer(response: IncomingMessage): Promise<InstallerAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') };
}
