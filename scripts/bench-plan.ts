// Measures what "cairn host plan" takes for a machine room of equal hosts: tsx scripts/bench-plan.ts [--recipe FILE] [--quick].
// Nothing has changed; one attribute of all has another value; one of a rack. Fails when one of them misses its bar.
import { describeAttributes } from '../builder/backends/mod.ts';
import { readCluster, resolveHost } from '../builder/cli/host/change/cluster.ts';
import { renderGroups } from '../builder/cli/host/change/plan.ts';
import { planHosts } from '../builder/cli/host/change/plan-hosts.ts';
import { clusterKeyName, listGeneratedSecrets } from '../builder/frontend/service/hand-off/secret-answer.ts';
import { parseGraph } from '../builder/graph/mod.ts';
import { createPlannedCluster } from '../tests/fakes/planned-cluster.ts';
import { optionOf } from './option-of.ts';
import { readRoom } from './storm/spread-hosts.ts';

const HOSTS = Number(optionOf('--hosts', process.argv.includes('--quick') ? '1000' : '5000'));
const BAR_MS = 5000;

const { bundle } = await readRoom(optionOf('--recipe', 'recipes/hpc.yaml'));
const it = await createPlannedCluster(bundle, HOSTS);
let isMissed = false;

/** Wall time and CPU time of this process; the bar is for CPU time: other work on the machine does not count. */
async function measure(what: string): Promise<void> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const cluster = await readCluster(it.state, it.places);
  const groups = await planHosts(it.state, cluster, await it.state.listHosts());
  const text = renderGroups(groups);
  const { user, system } = process.cpuUsage(before);
  const cpuMs = (user + system) / 1000;
  isMissed ||= cpuMs > BAR_MS;
  const took = `${Math.round(cpuMs)} ms of CPU, ${Math.round(performance.now() - start)} ms`;
  const verdicts = groups.map(({ hosts, plan, why }) => `${hosts.length} ${plan?.verdict ?? why}`).join('; ');
  console.log(`${what.padEnd(34)} ${took} (bar ${BAR_MS}), ${text.length} characters: ${verdicts}`);
}

/** Every host says what the first says, with its own values: describing each would take minutes, and says the same. */
async function installAll(): Promise<void> {
  const [first, ...others] = await it.state.listHosts();
  const made = listGeneratedSecrets(parseGraph(bundle)).map((name) => [name, 'ab'.repeat(32)] as const);
  await it.state.putKeys(made.map(([name, value]) => ({ host: '', name: clusterKeyName(name), value })));
  await it.install([first!.name], Object.fromEntries(made));
  const record = (await it.state.readRecord(first!.name))!;
  const cluster = await readCluster(it.state, it.places);
  await Promise.all(
    others.map((host) => {
      const { name } = host;
      const key = cluster.keys.get(name) ?? '';
      const attributes = describeAttributes(
        resolveHost(cluster, cluster.current, host),
        Object.keys(record.attributes),
        key,
      );
      return it.state.putRecord(name, { ...record, attributes });
    }),
  );
}

const set = (scope: 'global' | 'rack', subject: string, name: string, value: string) =>
  it.state.setAttributes([{ scope, subject, name, value, secret: false }]);

console.log(`${HOSTS} hosts`);
await installAll();
await measure('nothing has changed');
await set('global', '', 'frontend_hostname', 'other');
await measure('an attribute of all');
await set('rack', '0', 'timezone', 'Europe/Berlin');
await measure('and one of a rack');
await it.end();
if (isMissed) process.exitCode = 1;
