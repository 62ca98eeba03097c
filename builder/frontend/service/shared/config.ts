import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { HostFacts } from '../../../hosts/mod.ts';
import {
  BuildError,
  consoleArguments,
  DEFAULT_PLATFORM,
  errorProblem,
  fail,
  isReleaseId,
  PLATFORMS,
  RELEASE_IN_USE,
  requirePlatform,
  SERVED_FOLDER,
  SERVICE_PORT,
  splitKernelOptions,
} from '../../../model/mod.ts';

const ADDRESS = v.pipe(v.string(), v.regex(/^\d{1,3}(?:\.\d{1,3}){3}$/, 'Write it like 10.1.1.1'));
const NAME = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, 'Small letters, digits and "-"'),
);
const DOMAIN = v.pipe(v.string(), v.regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/, 'Write it like cluster.lan'));

const configFile = v.strictObject({
  hostname: NAME,
  domain: DOMAIN,
  /** On the private network. */
  address: ADDRESS,
  /** Bits of the private network's mask; text, as attributes are. */
  prefix: v.pipe(v.string(), v.regex(/^(?:[89]|[12]\d|30)$/, 'From 8 to 30'), v.transform(Number)),
  /** Of this machine, and of all that start from it. */
  arch: v.optional(v.picklist(PLATFORMS.map(({ name }) => name)), DEFAULT_PLATFORM.name),
  /** For every kernel that is started from here, separated by blanks; empty: the platform's consoles. */
  kernelOptions: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => splitKernelOptions(text) !== undefined, 'No list of kernel options'),
    ),
    '',
  ),
  /** The release that this machine runs. */
  release: v.exactOptional(
    v.pipe(
      v.string(),
      v.check((text) => text === RELEASE_IN_USE || isReleaseId(text), 'No name of a release'),
    ),
  ),
  /** Whether a machine's MAC address is compared with the one its packets come from. */
  checkNeighbours: v.optional(v.picklist(['yes', 'no']), 'yes'),
});

/** What the description of the frontend says to the service: `/etc/cairn/frontend.json`. */
export type FrontendConfig = v.InferOutput<typeof configFile>;

/** Where everything lies on a frontend; tests have their own. */
export interface ServicePaths {
  /** Served by nginx: releases, `netboot/`. */
  readonly served: string;
  /** Kept: certificate, what dnsmasq reads. */
  readonly kept: string;
  /** Sockets, and host documents in memory: all of it is made from the state when the service starts. */
  readonly run: string;
  /** A log for each host. */
  readonly logs: string;
}

export const CONFIG_PATH = '/etc/cairn/frontend.json';
export const SERVICE_PATHS: ServicePaths = {
  served: SERVED_FOLDER,
  kept: '/var/lib/cairn',
  run: '/run/cairn',
  logs: '/var/log/cairn/hosts',
};

/** The frontend, as if it were one of its hosts. */
export function frontendFacts({
  hostname,
  address,
}: Pick<FrontendConfig, 'hostname' | 'address'>): HostFacts {
  return { name: hostname, appliance: 'frontend', rack: '0', rank: '0', mac: '', address };
}

/** The same places below another root. */
export function belowRoot(paths: ServicePaths, root: string): ServicePaths {
  const { served, kept, run, logs } = paths;
  return { served: root + served, kept: root + kept, run: root + run, logs: root + logs };
}

/** @throws {BuildError} FILE_UNREADABLE, YAML_VALUE */
export async function readFrontendConfig(path: string = CONFIG_PATH): Promise<FrontendConfig> {
  const text = await readFile(path, 'utf8').catch((error: Error) =>
    fail('FILE_UNREADABLE', `Cannot read the frontend's settings: ${error.message}`, { file: path }),
  );
  return parseFrontendConfig(text, path);
}

/** @throws {BuildError} YAML_VALUE: every wrong value, with its key */
function parseFrontendConfig(text: string, file: string): FrontendConfig {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return fail('YAML_VALUE', `The frontend's settings are no JSON: ${(error as Error).message}`, { file });
  }
  const parsed = v.safeParse(configFile, data);
  if (parsed.success) return parsed.output;
  throw new BuildError(
    parsed.issues.map((issue) =>
      errorProblem('YAML_VALUE', `"${v.getDotPath(issue) ?? ''}" is not usable: ${issue.message}`, { file }),
    ),
  );
}

/** Documents of hosts by name: see `FRONTEND_PATHS.hosts`. */
export function hostFolderOf({ run }: Pick<ServicePaths, 'run'>): string {
  return join(run, 'hosts');
}

/** Lists of hosts by appliance: see `FRONTEND_PATHS.rosters`. */
export function rosterFolderOf(paths: Pick<ServicePaths, 'run'>): string {
  return join(hostFolderOf(paths), 'of');
}

/** "http://10.1.1.1". */
export function sourceUrl(config: FrontendConfig): string {
  return `http://${config.address}`;
}

/** "https://10.1.1.1:8443". */
export function serviceUrl(config: FrontendConfig): string {
  return `https://${config.address}:${SERVICE_PORT}`;
}

/** Kernel arguments as words; one may have blanks. */
export function kernelArguments(config: FrontendConfig): readonly string[] {
  const words = splitKernelOptions(config.kernelOptions) ?? [];
  return words.length > 0 ? words : consoleArguments(requirePlatform(config.arch));
}
