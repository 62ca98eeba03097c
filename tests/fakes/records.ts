import { type DescribedMachine, describeMachine, findBackend } from '../../builder/backends/mod.ts';
import { attributesOfMachine, parseGraph } from '../../builder/graph/mod.ts';
import type { ApplyRequest, AttributeMap, GraphBundle, Roster } from '../../builder/model/mod.ts';

const IDENTITY = { graph: '', roster: '', engine: '', release: '' };

/** A graph whose only node besides its appliance's is `more`. @param body of `nodes/more.xml` of the roll `mine` */
export function bundleOfNode(
  body: string,
  values: AttributeMap = {},
  secret: readonly string[] = [],
): GraphBundle {
  const declared = (name: string) =>
    [name, { help: name, ...(secret.includes(name) ? { secret: true } : {}) }] as const;
  return {
    format: 1,
    os: 'debian-13',
    rolls: [
      {
        name: 'mine',
        appliances: { web: { node: 'web' } },
        attributes: Object.fromEntries(Object.keys(values).map(declared)),
        files: [
          { path: 'nodes/web.xml', text: '<node><service name="web.service"/></node>' },
          { path: 'nodes/more.xml', text: `<node>${body}</node>` },
          { path: 'graphs/mine.xml', text: '<graph><edge from="web" to="more"/></graph>' },
        ],
      },
    ],
    attributes: { global: values },
  };
}

/** The machine `web-0-0` of a graph. @param key of its digests */
export function describeBundle(
  bundle: GraphBundle,
  { roster }: { readonly roster?: Roster | undefined },
  key: string,
): DescribedMachine {
  const graph = parseGraph(bundle);
  const resolved = attributesOfMachine(graph, 'web', { hostname: 'web-0-0', rank: '0', rack: '0' });
  return describeMachine(
    findBackend('debian-13')!,
    { graph, resolved, appliance: 'web', roster },
    IDENTITY,
    key,
  );
}

export function describeNode(
  body: string,
  values: AttributeMap = {},
  more: { readonly secret?: readonly string[]; readonly key?: string; readonly roster?: Roster } = {},
): DescribedMachine {
  const { secret = [], key = 'key', roster } = more;
  return describeBundle(bundleOfNode(body, values, secret), { roster }, key);
}

/** What a frontend asks of the machine `web-0-0`: to be as `body` says, from now on. */
export function requestOf(body: string, more: Partial<ApplyRequest> = {}): ApplyRequest {
  const bundle = bundleOfNode(body);
  const { attributes } = parseGraph(bundle);
  const given = {
    hostname: 'web-0-0',
    rank: '0',
    rack: '0',
    appliance: 'web',
    os: 'debian-13',
    arch: 'amd64',
  };
  return {
    format: 1,
    appliance: 'web',
    frontend: { address: '10.1.1.1' },
    attributes: Object.entries({ osFamily: 'debian', release: '13', ...attributes.global, ...given }).map(
      ([name, value]) => ({ name, value, secret: false }),
    ),
    graph: JSON.stringify(bundle),
    identity: { graph: 'now', roster: '', engine: 'e', release: 'r' },
    keyring: 'a2V5',
    versions: {},
    overwrite: false,
    dryRun: false,
    ...more,
  };
}
