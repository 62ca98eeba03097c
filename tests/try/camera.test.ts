// Time limit: 90 minutes
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hasPassed } from '../../builder/try/report/trial-report.ts';
import { describeWrong, type TrialEvent, tryRecipe } from './run-trial.ts';
import type { Seen, Visit } from './visit-portal.ts';

const PICTURES = resolve('output/test/screens');
const APPLIANCES = [
  ...['blast', 'ca', 'compute', 'database', 'flatfile', 'frontend', 'login', 'nas', 'tile', 'web'],
];
const TILES = 4;
const PASSPHRASE = 'word';
/** Of no host: a person's own machine, plugged into the switch. */
const LAPTOP = '10.1.255.1/16';

type Running = NonNullable<TrialEvent['hosts']>;

const execute = promisify(execFile);

/** Runs a command on a host of the trial; what it prints comes back as bytes. */
async function ask(hosts: Running, name: string, command: string): Promise<Buffer> {
  const [program = '', ...words] = hosts.find(({ host }) => host === name)!.enter;
  const options = { encoding: 'buffer', maxBuffer: 1 << 26 } as const;
  return (await execute(program, [...words, 'bash', '-c', command], options)).stdout;
}

/** A browser on the person's machine. */
async function visitFrom(world: string, folder: string, visit: Visit): Promise<Seen> {
  const file = join(folder, `${visit.name}.json`);
  writeFileSync(file, JSON.stringify(visit));
  const program = [process.execPath, '--import', 'tsx', 'tests/try/visit-portal.ts', file];
  return JSON.parse((await execute('nsenter', ['-t', world, '--net', ...program])).stdout) as Seen;
}

interface Found {
  readonly signedOn: Seen;
  readonly nobody: Seen;
  readonly revoked: Seen;
  readonly tiles: readonly Buffer[];
}

async function lookAround(hosts: Running): Promise<Found> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-camera-'));
  try {
    const { enter } = hosts[0]!;
    const world = enter[enter.indexOf('-t') + 1]!;
    await execute('nsenter', ['-t', world, '--net', 'ip', 'address', 'replace', LAPTOP, 'dev', 'wire']);
    const on = (name: string, command: string): Promise<Buffer> => ask(hosts, name, command);
    const [address = ''] = String(await on('frontend', 'getent hosts web-0-0')).split(/\s/);
    const visit = { url: `https://${address}/`, pictures: PICTURES, searches: [] };
    await on('frontend', `cairn certificate issue grace --output /root/grace.p12 <<<${PASSPHRASE}`);
    const file = join(folder, 'grace.p12');
    writeFileSync(file, await on('frontend', 'cat /root/grace.p12'), { mode: 0o600 });
    const certificate = { file, passphrase: PASSPHRASE };
    const searches = ['blastp globins', 'phmmer globins', 'hmmscan families'];
    const signedOn = await visitFrom(world, folder, { ...visit, name: 'portal', certificate, searches });
    const nobody = await visitFrom(world, folder, { ...visit, name: 'portal-nobody' });
    await on('frontend', 'cairn certificate revoke grace');
    await on('web-0-0', 'systemctl start cairn-certificates.service && sleep 3');
    const revoked = await visitFrom(world, folder, { ...visit, name: 'portal-revoked', certificate });
    const tiles: Buffer[] = [];
    for (let rank = 0; rank < TILES; rank += 1) {
      const png = await on(`tile-0-${rank}`, 'import -display :0 -window root png:-');
      writeFileSync(join(PICTURES, `tile-${rank}.png`), png);
      tiles.push(png);
    }
    return { signedOn, nobody, revoked, tiles };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const test = suite('cairn try recipes/camera.yaml');

test('a person signs on in a browser and searches with BLAST and HMMER; ten appliances pass their tests', async () => {
  mkdirSync(PICTURES, { recursive: true });
  let found: Found | undefined;
  const { report } = await tryRecipe('recipes/camera.yaml', ['--keep'], async (event, pid) => {
    if (event.type !== 'running') return;
    try {
      found = await lookAround(event.hosts!);
    } finally {
      process.kill(pid, 'SIGINT');
    }
  });
  assert.ok(report !== undefined, 'there is a report');
  assert.ok(hasPassed(report), describeWrong(report));
  assert.equal([...new Set(report.machines.map(({ appliance }) => appliance))].sort(), APPLIANCES);
  assert.ok(found !== undefined, 'everything was left running');
  const { signedOn, nobody, revoked, tiles } = found;
  assert.equal([signedOn.status, signedOn.person], [200, 'grace']);
  const [blast = [], phmmer = [], hmmscan = []] = signedOn.results;
  assert.is(blast[blast.indexOf('HBB_CALAR') + 1], '96.575');
  assert.ok(phmmer.includes('HBB_CALAR'), phmmer.join(' '));
  assert.is(hmmscan[0], 'globins4');
  assert.equal(signedOn.states, ['ended', 'ended', 'ended']);
  for (const { status, heading } of [nobody, revoked])
    assert.equal([status, heading], [403, 'Sign on with a certificate']);
  // One picture in four parts, which are all different
  assert.is(new Set(tiles.map((png) => png.toString('base64'))).size, TILES);
});

test.run();
