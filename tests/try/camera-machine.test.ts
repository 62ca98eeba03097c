// Time limit: 240 minutes
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hasPassed } from '../../builder/try/report/trial-report.ts';
import { ask, withPerson } from './person.ts';
import { describeWrong, type RunningHosts, visitTrial } from './run-trial.ts';
import type { Seen } from './visit-portal.ts';

const APPLIANCES = ['database', 'web', 'blast'];
/** Its arrays are equal on both disks: before that the kernel rightly keeps the one that is being copied from. */
const FILLED = 'while grep -q "resync\\|recovery" /proc/mdstat; do sleep 5; done';
/** The machine's second disk goes away as a card does that is pulled out: the kernel is not asked. */
const PULL = 'echo 1 > "$(readlink -f /sys/block/vdb/device/..)/remove" && ! [ -e /dev/vdb ]';
/** One of two disks is left. */
const COUNT_HALF = "grep -c '\\[2/1\\]' /proc/mdstat";
const COUNT_ROWS = "SELECT count(*) FROM searches WHERE person = 'grace' AND state = 'ended'";

interface Found {
  readonly arrays: string;
  readonly seen: Seen;
  readonly rows: string;
}

async function pullDisk(hosts: RunningHosts): Promise<Found> {
  const on = async (command: string): Promise<string> =>
    String(await ask(hosts, 'database-0-0', command)).trim();
  await on(FILLED);
  await on(PULL);
  const seen = await withPerson(hosts, 'grace', ({ visit }) =>
    visit('portal-degraded', { signedOn: true, searches: ['blastp globins'] }),
  );
  // An array notices when it is written to, as the search has made it do
  const arrays = await on(`sync; ${COUNT_HALF}`);
  const rows = await on(`runuser -u postgres -- psql -Atc "${COUNT_ROWS}" portal`);
  return { arrays, seen, rows };
}

const test = suite('cairn try recipes/camera.yaml --in machine');

test('from the ISO to a search that ends, on a database that lost one of its two disks', async () => {
  const words = APPLIANCES.flatMap((appliance) => ['--appliance', appliance]);
  const options = ['--in', 'machine', '--once', ...words];
  const { report, found } = await visitTrial('recipes/camera.yaml', options, pullDisk, (event) => {
    if (event.type === 'step') process.stdout.write(`   ${event.title}: ${event.line}\n`);
  });
  assert.ok(report !== undefined, 'there is a report');
  assert.ok(hasPassed(report), describeWrong(report));
  assert.ok(found !== undefined, 'everything was left running');
  const { seen, arrays, rows } = await found;
  assert.equal([seen.status, seen.person, seen.states], [200, 'grace', ['ended']]);
  const [cells = []] = seen.results;
  assert.is(cells[cells.indexOf('HBB_CALAR') + 1], '96.575');
  assert.is(arrays, '3', 'swap, system and data go on with one disk');
  assert.is(rows, '1');
});

test.run();
