import { readFrontendGraph } from '../frontend/frontend-graph.ts';
import { withState } from '../frontend/with-state.ts';
import { printJson, printText } from '../terminal/report.ts';
import { renderTable } from '../terminal/text-table.ts';
import type { ApplianceListOptions } from './commands.ts';

/** `cairn appliance list` */
export async function runApplianceList(options: ApplianceListOptions): Promise<void> {
  const graph = await readFrontendGraph(options.bundle);
  const hosts = await withState((state) => state.listHosts());
  const found = new Map(
    (graph?.rolls ?? []).flatMap((roll) =>
      Object.entries(roll.appliances ?? {}).map(([name, { summary = '' }]) => [
        name,
        { name, roll: roll.name, summary, hosts: 0 },
      ]),
    ),
  );
  for (const { appliance } of hosts) {
    const known = found.get(appliance) ?? { name: appliance, roll: '', summary: 'No roll has it', hosts: 0 };
    found.set(appliance, { ...known, hosts: known.hosts + 1 });
  }
  const sorted = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (options.format === 'json') return printJson(sorted);
  const rows = sorted.map((one) => [one.name, one.roll || '-', String(one.hosts), one.summary]);
  printText(renderTable(['APPLIANCE', 'ROLL', 'HOSTS', 'SUMMARY'], rows));
}
