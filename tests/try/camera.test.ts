// Time limit: 90 minutes
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hasPassed } from '../../builder/try/report/trial-report.ts';
import { ask, PICTURES, withPerson } from './person.ts';
import { describeWrong, type RunningHosts, visitTrial } from './run-trial.ts';
import type { Seen } from './visit-portal.ts';

const APPLIANCES = [
  ...['blast', 'ca', 'compute', 'database', 'flatfile', 'frontend', 'login', 'nas', 'tile', 'web'],
];
const TILES = 4;
/** No part of it looks like another. */
const DRAW = `python3 -c "
from PIL import Image, ImageOps
light = Image.radial_gradient('L').resize((2560, 1440))
ImageOps.colorize(light, 'gold', 'navy', mid='teal').transform((2560, 1440), Image.Transform.AFFINE, (1, 0.3, 0, 0, 1, 0)).save('/tmp/sky.png')
" && cairn-wall /tmp/sky.png`;

interface Found {
  readonly signedOn: Seen;
  readonly nobody: Seen;
  readonly revoked: Seen;
  readonly tiles: readonly Buffer[];
}

async function lookAround(hosts: RunningHosts): Promise<Found> {
  const seen = await withPerson(hosts, 'grace', async ({ visit }) => {
    const searches = ['blastp globins', 'phmmer globins', 'hmmscan families'];
    const signedOn = await visit('portal', { signedOn: true, searches });
    const nobody = await visit('portal-nobody', { signedOn: false });
    await ask(hosts, 'frontend', 'cairn certificate revoke grace');
    await ask(hosts, 'web-0-0', 'systemctl start cairn-certificates.service && sleep 3');
    const revoked = await visit('portal-revoked', { signedOn: true });
    return { signedOn, nobody, revoked };
  });
  await ask(hosts, 'frontend', DRAW);
  const tiles: Buffer[] = [];
  for (let rank = 0; rank < TILES; rank += 1) {
    const png = await ask(hosts, `tile-0-${rank}`, 'import -display :0 -window root png:-');
    writeFileSync(join(PICTURES, `tile-${rank}.png`), png);
    tiles.push(png);
  }
  return { ...seen, tiles };
}

const test = suite('cairn try recipes/camera.yaml');

test('a person signs on in a browser and searches with BLAST and HMMER; ten appliances pass their tests', async () => {
  const { report, found } = await visitTrial('recipes/camera.yaml', [], lookAround);
  assert.ok(report !== undefined, 'there is a report');
  assert.ok(hasPassed(report), describeWrong(report));
  assert.equal([...new Set(report.machines.map(({ appliance }) => appliance))].sort(), APPLIANCES);
  assert.ok(found !== undefined, 'everything was left running');
  const { signedOn, nobody, revoked, tiles } = await found;
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
