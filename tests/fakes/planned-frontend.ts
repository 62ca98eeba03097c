import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCluster } from '../../builder/cli/host/change/cluster.ts';
import { describeFrontend } from '../../builder/cli/host/change/frontend-self.ts';
import type { AttributeDeclaration, GraphBundle } from '../../builder/model/mod.ts';
import { createPlannedCluster, type PlannedCluster } from './planned-cluster.ts';

const KEY = 'key of the frontend';
const ATTRIBUTES: Readonly<Record<string, AttributeDeclaration>> = {
  server: { default: 'one', help: 'Time' },
  fixed: { default: 'x', help: 'Fixed' },
};
const body = (more: string): string => `<node>
<configure phase="post,reconfigure">
<file name="/etc/chrony.conf">server &server;
</file>
</configure>
<post>
<file name="/etc/fixed">&fixed;</file>
</post>${more}
</node>`;

/** A frontend and computers with one file each that may be written again, and one that may not. */
export function bundleOfFrontend(more = '', attributes = ATTRIBUTES): GraphBundle {
  return {
    ...{ format: 1, os: 'debian-13' },
    rolls: [
      {
        name: 'mine',
        appliances: { compute: { node: 'compute' }, frontend: { node: 'frontend' } },
        attributes,
        files: [
          { path: 'nodes/compute.xml', text: body(more) },
          { path: 'nodes/frontend.xml', text: body('') },
          { path: 'nodes/other.xml', text: '<node/>' },
          {
            path: 'graphs/mine.xml',
            text: '<graph><edge from="compute" to="other"/><edge from="frontend" to="other"/></graph>',
          },
        ],
      },
    ],
  };
}

/** A cluster whose frontend keeps in a folder what it was made to. */
export interface PlannedFrontend extends PlannedCluster {
  /** What the frontend keeps of itself. */
  readonly own: string;
  /** As the frontend writes it down at the end of its own installation. */
  readonly installSelf: () => Promise<void>;
  /** The value of an attribute, for everything or for one host. */
  readonly set: (name: string, value: string, host?: string) => Promise<void>;
}

export async function createPlannedFrontend(
  count: number,
  bundle: GraphBundle = bundleOfFrontend(),
): Promise<PlannedFrontend> {
  const cluster = await createPlannedCluster(bundle, count);
  const own = mkdtempSync(join(tmpdir(), 'cairn-own-'));
  return {
    ...cluster,
    own,
    env: { ...cluster.env, CAIRN_HOST_FOLDER: own },
    installSelf: async () => {
      const described = describeFrontend(await readCluster(cluster.state, cluster.places), KEY);
      if (typeof described === 'string') throw new Error(described);
      writeFileSync(join(own, 'key'), KEY);
      writeFileSync(join(own, 'record.json'), JSON.stringify(described.wanted.record));
    },
    set: async (name, value, host) => {
      const scope = host === undefined ? 'global' : 'host';
      await cluster.state.setAttributes([{ scope, subject: host ?? '', name, value, secret: false }]);
    },
    end: async () => {
      await cluster.end();
      rmSync(own, { recursive: true });
    },
  };
}
