import type { ServiceContext } from './context.ts';
import { viewHost } from './host-view.ts';

/**
 * Follows the state, whoever changes it: publishes what DHCP, DNS and hosts read, and tells every listener which
 * hosts changed. Resolves when the signal ends it.
 */
export async function watchState(context: ServiceContext, signal: AbortSignal): Promise<void> {
  let told = (await context.state.revisions()).hosts;
  let names = new Set((await context.state.listHosts()).map(({ name }) => name));
  for await (const revisions of context.state.watchChanges(signal)) {
    try {
      await context.publish();
      const changed = await context.state.listHosts({ changedSince: told });
      for (const host of changed) context.broadcast.send('host', viewHost(host));
      if (context.broadcast.size() > 0 || changed.some(({ name }) => !names.has(name))) {
        const now = new Set((await context.state.listHosts()).map(({ name }) => name));
        for (const name of names) if (!now.has(name)) context.broadcast.send('removed', { name });
        names = now;
      }
      told = revisions.hosts;
    } catch (error) {
      context.report(`Cannot follow the state: ${(error as Error).message}`);
    }
  }
}
