import type { Host } from '../../../hosts/mod.ts';
import type { Revisions } from '../../state/mod.ts';
import type { ServiceContext } from '../shared/context.ts';
import { viewHost } from './host-view.ts';

/** How often an open discovery is looked at: nobody writes down that its time has run out. */
const DISCOVERY_MS = 5000;

/**
 * Follows the state, whoever changes it: publishes what DHCP, DNS and hosts read when that is concerned, and tells
 * every listener which hosts changed. A report of progress costs the same however many hosts there are. Resolves when
 * the signal ends it.
 */
export async function watchState(context: ServiceContext, signal: AbortSignal): Promise<void> {
  const follower = createFollower(context);
  const look = (): void => void follower.lookAtDiscovery().catch(tell);
  const tell = (error: Error): void => context.report(`Cannot follow the state: ${error.message}`);
  const timer = setInterval(look, DISCOVERY_MS);
  try {
    for await (const revisions of context.state.watchChanges(signal))
      await follower.follow(revisions).catch(tell);
  } finally {
    clearInterval(timer);
  }
}

function createFollower(context: ServiceContext) {
  const { state, broadcast, alive, installs } = context;
  /** Greatest revision of a host that listeners know of. */
  let told: number | undefined;
  /** What is published of each host, besides what the revision of the network tells. */
  const places = new Map<string, string>();
  let published = '';
  let wasOpen = false;
  /** The rollouts that listeners know of. */
  let toldRollouts: number | undefined;

  const isOpen = async (): Promise<boolean> => (await state.currentDiscovery()) !== undefined;
  const publish = async (what: string, open: boolean): Promise<void> => {
    await context.publish();
    published = what;
    wasOpen = open;
  };
  const forgetRemoved = async (): Promise<void> => {
    const now = new Set((await state.listHosts()).map(({ name }) => name));
    for (const name of [...places.keys()].filter((known) => !now.has(known))) {
      places.delete(name);
      alive.forget(name);
      installs.forget(name);
      await context.logs.forget(name);
      broadcast.send('removed', { name });
    }
  };
  return {
    follow: async (revisions: Revisions): Promise<void> => {
      const changed = await state.listHosts(told === undefined ? {} : { changedSince: told });
      for (const host of changed) installs.see(alive.findHost(host.name), host);
      alive.learn(changed);
      const moved = changed.filter((host) => places.get(host.name) !== placeOf(host));
      const what = `${revisions.network} ${revisions.attributes}`;
      const open = await isOpen();
      const isNew = what !== published;
      // Who looks hears of a change even where it cannot be written; the publisher says so, and tries again.
      if (isNew || moved.length > 0 || open !== wasOpen) await publish(what, open).catch(() => {});
      for (const host of moved) places.set(host.name, placeOf(host));
      for (const host of changed) broadcast.send('host', viewHost(host));
      if (isNew) await forgetRemoved();
      told = revisions.hosts;
      // A rollout has thousands of hosts: who looks at it asks for it.
      if (toldRollouts !== undefined && toldRollouts !== revisions.rollouts)
        broadcast.send('rollouts', { revision: revisions.rollouts });
      toldRollouts = revisions.rollouts;
    },
    lookAtDiscovery: async (): Promise<void> => {
      if (wasOpen && !(await isOpen())) await publish(published, false).catch(() => {});
    },
  };
}

/** What a host's document says of it besides its name and addresses. */
function placeOf({ appliance, rack, rank }: Host): string {
  return `${appliance} ${rack} ${rank}`;
}
