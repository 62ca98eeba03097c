import { CONFIG_PATH, readFrontendConfig } from '../../frontend/service/shared/config.ts';
import type { Network } from '../../hosts/mod.ts';
import { defaultRange } from '../../hosts/mod.ts';
import { exists } from '../../io/mod.ts';
import { fail, formatIpv4 } from '../../model/mod.ts';
import { withState } from '../frontend/with-state.ts';
import { printJson, printLine, printText } from '../terminal/report.ts';
import { renderTable } from '../terminal/text-table.ts';
import type { NetworkListOptions, NetworkSetOptions } from './commands.ts';
import { changeExtraNetwork, readExtraNetworks } from './network-extra.ts';

/** `cairn network list` */
export async function runNetworkList(options: NetworkListOptions): Promise<void> {
  const networks = await withState(async (state) => [
    ...(await state.listNetworks()),
    ...(await readExtraNetworks(state)).map(
      ({ name, network: { address, prefix }, mtu }): Network => ({
        ...{ name, network: formatIpv4(address), prefix },
        ...(mtu === undefined ? {} : { mtu }),
      }),
    ),
  ]);
  if (options.format === 'json') return printJson(networks);
  const rows = networks.map((one) => [
    one.name,
    `${one.network}/${one.prefix}`,
    one.frontendAddress ?? '-',
    one.interface ?? '-',
    one.domain ?? '-',
    one.rangeFrom === undefined ? '-' : `${one.rangeFrom}-${one.rangeTo ?? ''}`,
    one.mtu === undefined ? '-' : String(one.mtu),
  ]);
  printText(renderTable(['NAME', 'NETWORK', 'FRONTEND', 'INTERFACE', 'DOMAIN', 'STRANGERS', 'MTU'], rows));
}

/** `cairn network set NAME [NETWORK]`: what is not given stays as it is. */
export async function runNetworkSet(
  name: string,
  text: string | undefined,
  options: NetworkSetOptions,
): Promise<void> {
  const isExtra = name !== 'private' && name !== 'public';
  const others = ['address', 'interface', 'domain', 'range'] as const;
  const other = others.find((key) => options[key] !== undefined);
  if (isExtra && other !== undefined)
    fail('USAGE', `Network "${name}" takes no --${other}`, undefined, 'Say its place, and --mtu');
  await withState(async (state) => {
    if (isExtra) return changeExtraNetwork(state, name, text, options.mtu);
    const known = (await state.listNetworks()).find((network) => network.name === name);
    const place = parsePlace(text) ?? known;
    if (place === undefined) fail('USAGE', `Network "${name}" is new: say where it is, as 10.1.0.0/16`);
    const moved = known === undefined || known.network !== place.network || known.prefix !== place.prefix;
    const lends = name === 'private' && moved ? defaultRange({ name, ...pickPlace(place) }) : {};
    await refuseInstalled({ ...options, name, moved: known !== undefined && moved });
    await state.setNetwork({
      ...(moved ? {} : known),
      name,
      ...pickPlace(place),
      ...lends,
      ...(options.address === undefined ? {} : { frontendAddress: options.address }),
      ...(options.interface === undefined ? {} : { interface: options.interface }),
      ...(options.domain === undefined ? {} : { domain: options.domain }),
      ...(options.mtu === undefined ? {} : { mtu: options.mtu }),
      ...(options.range === undefined ? {} : parseRange(options.range)),
    });
    printLine(`${name}: ${place.network}/${place.prefix}`);
  });
}

/** Where this frontend's services read what it was installed with. */
const SETTINGS = {
  domain: 'domain',
  address: 'private address',
  interface: 'interface',
  mtu: 'mtu',
} as const;

/**
 * On an installed frontend only the range of strangers is the state's to say: the rest is in files of the machine and
 * in what hosts were told, and would stay as it is there.
 */
async function refuseInstalled(
  wish: NetworkSetOptions & { readonly name: string; readonly moved: boolean },
): Promise<void> {
  const path = process.env['CAIRN_FRONTEND'] ?? CONFIG_PATH;
  if (!(await exists(path))) return;
  const config = await readFrontendConfig(path);
  const hint =
    'Say it in site.yaml (frontend, domain) and install the frontend again: what it knows is kept. --range is for now';
  const refuse = (what: string): never =>
    fail(
      'NETWORK_WRONG',
      `Cannot change ${what}: it is what the frontend was installed with`,
      undefined,
      hint,
    );
  if (wish.name !== 'private') refuse(`the ${wish.name} network`);
  if (wish.moved) refuse('where the private network is');
  const own: Readonly<Record<string, string>> = { domain: config.domain, address: config.address };
  for (const [key, what] of Object.entries(SETTINGS)) {
    const value = wish[key as keyof typeof SETTINGS];
    if (value !== undefined && own[key] !== String(value)) refuse(`its ${what}`);
  }
}

type NetworkPlace = Pick<Network, 'network' | 'prefix'>;

function pickPlace({ network, prefix }: NetworkPlace): NetworkPlace {
  return { network, prefix };
}

function parsePlace(text: string | undefined): NetworkPlace | undefined {
  if (text === undefined) return undefined;
  const match = /^([\d.]+)\/(\d{1,2})$/.exec(text);
  if (match === null)
    return fail('NETWORK_WRONG', `Bad network "${text}"`, undefined, 'Write it like 10.1.0.0/16');
  return { network: match[1]!, prefix: Number(match[2]) };
}

function parseRange(text: string): Pick<Network, 'rangeFrom' | 'rangeTo'> {
  const match = /^([\d.]+)-([\d.]+)$/.exec(text);
  const hint = 'Write it like 10.1.192.0-10.1.255.254';
  if (match === null) return fail('NETWORK_WRONG', `Bad range "${text}"`, undefined, hint);
  return { rangeFrom: match[1]!, rangeTo: match[2]! };
}
