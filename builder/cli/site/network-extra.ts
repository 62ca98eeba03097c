import type { State } from '../../frontend/state/mod.ts';
import { readGraphValues } from '../../graph/mod.ts';
import type { Network } from '../../hosts/mod.ts';
import {
  type ExtraNetwork,
  fail,
  formatIpv4,
  overlap,
  parseIpv4,
  parseIpv4Interface,
  parseLinks,
  parseNetworks,
  renderNetworks,
} from '../../model/mod.ts';
import { readFrontendGraph } from '../frontend/frontend-graph.ts';
import { withState } from '../frontend/with-state.ts';
import { printLine } from '../terminal/report.ts';
import type { NetworkAddOptions } from './commands.ts';
import { refuseValues } from './refuse-values.ts';

/** The attribute that describes networks besides the private and the public one. */
const NETWORKS = 'extra_networks';

/** `cairn network add NAME NETWORK` */
export async function runNetworkAdd(name: string, text: string, options: NetworkAddOptions): Promise<void> {
  await withState(async (state) => {
    const known = await readExtraNetworks(state);
    if (known.some((one) => one.name === name)) {
      const hint = `Change it: cairn network set ${name} ${text}`;
      fail('NETWORK_WRONG', `Network "${name}" is there already`, undefined, hint);
    }
    await write(state, [...known, await readNetwork(state, name, text, options.mtu)]);
    tell(name, text);
  });
}

/** `cairn network set NAME [NETWORK]` of such a network: what is not given stays. */
export async function changeExtraNetwork(
  state: State,
  name: string,
  text: string | undefined,
  mtu: number | undefined,
): Promise<void> {
  const known = await readExtraNetworks(state);
  const old = known.find((one) => one.name === name);
  if (old === undefined) {
    const names = ['private', 'public', ...known.map((one) => one.name)];
    fail('USAGE', `Network "${name}" is unknown`, undefined, `Known are: ${names.join(', ')}`);
  }
  const place = text ?? placeOf(old!);
  const changed = await readNetwork(state, name, place, mtu ?? old!.mtu);
  await write(
    state,
    known.map((one) => (one.name === name ? changed : one)),
  );
  tell(name, place);
}

/** `cairn network remove NAME` */
export async function runNetworkRemove(name: string): Promise<void> {
  await withState(async (state) => {
    const known = await readExtraNetworks(state);
    if (!known.some((one) => one.name === name)) {
      const names = known.map((one) => one.name).join(', ') || 'none';
      fail(
        'NETWORK_WRONG',
        `Network "${name}" is unknown, or not one of these`,
        undefined,
        `Known are: ${names}`,
      );
    }
    const users = (await state.listAttributes({ name: 'extra_links' })).filter(({ value }) =>
      parseLinks(value).some(({ network }) => network === name),
    );
    const [user] = users;
    if (user !== undefined) {
      const whose = user.scope === 'global' ? 'all machines' : `${user.scope} ${user.subject}`;
      const hint = 'Change these first: cairn attribute set extra_links ...';
      fail('NETWORK_WRONG', `Links of ${whose} are on network "${name}"`, undefined, hint);
    }
    await write(
      state,
      known.filter((one) => one.name !== name),
    );
    printLine(`${name}: removed`);
  });
}

/** As set here, else as the site says. */
export async function readExtraNetworks(state: State): Promise<readonly ExtraNetwork[]> {
  const [set] = await state.listAttributes({ scope: 'global', subject: '', name: NETWORKS });
  if (set !== undefined) return parseNetworks(set.value);
  const graph = await readFrontendGraph(undefined);
  const said = graph === undefined ? undefined : readGraphValues(graph).values.attributes.global?.[NETWORKS];
  return parseNetworks(said ?? '');
}

/** `10.2.0.0/16` */
export function placeOf({ network }: Pick<ExtraNetwork, 'network'>): string {
  return `${formatIpv4(network.address)}/${network.prefix}`;
}

async function readNetwork(
  state: State,
  name: string,
  text: string,
  mtu: number | undefined,
): Promise<ExtraNetwork> {
  const network = parseIpv4Interface(text);
  if (network === undefined)
    return fail('NETWORK_WRONG', `Bad network "${text}"`, undefined, 'Write it like 10.2.0.0/16');
  const twin = (await state.listNetworks()).find((one) => overlap(ipv4Of(one), network));
  if (twin !== undefined) fail('NETWORK_WRONG', `Network ${text} overlaps the ${twin.name} one`);
  return { name, network, ...(mtu === undefined ? {} : { mtu }) };
}

function ipv4Of({ network, prefix }: Network) {
  return { address: parseIpv4(network) ?? 0, prefix };
}

async function write(state: State, networks: readonly ExtraNetwork[]): Promise<void> {
  const value = renderNetworks(networks);
  const bundle = await readFrontendGraph(undefined);
  if (bundle !== undefined) refuseValues(bundle, [{ name: NETWORKS, value, scope: 'global' }]);
  await state.setAttributes([{ scope: 'global', subject: '', name: NETWORKS, value, secret: false }]);
}

function tell(name: string, text: string): void {
  printLine(
    `${name}: ${text}; hosts are on it by links: cairn attribute set extra_links "${name} card=CARD network=${name}"`,
  );
}
