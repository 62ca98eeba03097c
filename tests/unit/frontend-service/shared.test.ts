import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeReleaseInUse } from '../../../builder/frontend/releases/release-store.ts';
import { recordLeases } from '../../../builder/frontend/service/boot/leases.ts';
import { kernelArguments, readFrontendConfig } from '../../../builder/frontend/service/shared/config.ts';
import { hangUp } from '../../../builder/frontend/service/shared/hang-up.ts';
import { createNeighbours, parseArpTable } from '../../../builder/frontend/service/shared/neighbours.ts';
import { createGraphPicture } from '../../../builder/frontend/service/web/graph-picture.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { MAC, withService } from '../../fakes/frontend-service.ts';
import { putRelease } from '../../fakes/releases.ts';

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-shared-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ARP = `IP address       HW type     Flags       HW address            Mask     Device
10.1.1.2         0x1         0x2         52:54:00:AB:00:01     *        eth0
10.1.1.3         0x1         0x0         52:54:00:ab:00:02     *        eth0
10.1.1.4         0x1         0x2         00:00:00:00:00:00     *        eth0
`;

const neighbours = suite('who is behind an address');
neighbours('is what the kernel got an answer from', () => {
  assert.equal([...parseArpTable(ARP)], [['10.1.1.2', '52:54:00:ab:00:01']]);
});
neighbours('is read anew for somebody new, and for somebody known after half a second', async () => {
  let reads = 0;
  let nowMs = 1000;
  const tables = [ARP, ARP.replace('0x0', '0x2'), ''];
  const find = createNeighbours(
    async () => tables[Math.min(reads++, 2)]!,
    () => nowMs,
  );
  assert.is(await find('10.1.1.2'), '52:54:00:ab:00:01');
  nowMs += 499;
  assert.is(await find('10.1.1.2'), '52:54:00:ab:00:01');
  assert.is(reads, 1);
  assert.is(await find('10.1.1.3'), '52:54:00:ab:00:02');
  assert.is(reads, 2);
  nowMs += 500;
  assert.is(await find('10.1.1.3'), undefined, 'it is gone');
});
neighbours('is read once for all who ask at the same time', async () => {
  let reads = 0;
  const find = createNeighbours(async () => {
    reads += 1;
    return ARP;
  });
  const found = await Promise.all(['10.1.1.2', '10.1.1.9', '10.1.1.2'].map(find));
  assert.equal(found, ['52:54:00:ab:00:01', undefined, '52:54:00:ab:00:01']);
  assert.is(reads, 1);
});
neighbours('is nobody when the table cannot be read', async () => {
  const find = createNeighbours(() => Promise.reject(new Error('no such file')));
  assert.is(await find('10.1.1.2'), undefined);
});
neighbours.run();

const signal = suite('hangUp()');
signal('makes the program read its files again, and leaves another one alone', () =>
  inFolder(async (folder) => {
    const program = join(folder, 'reader');
    copyFileSync('/bin/sleep', program);
    const child = spawn(program, ['600']);
    const ended = new Promise<NodeJS.Signals | null>((done) => child.once('exit', (_, by) => done(by)));
    await new Promise((done) => child.once('spawn', done));
    const pidFile = join(folder, 'pid');
    writeFileSync(pidFile, `${child.pid}\n`);
    await hangUp(pidFile, 'another');
    assert.is(child.signalCode, null);
    await hangUp(pidFile, 'reader');
    assert.is(await ended, 'SIGHUP');
    await hangUp(pidFile, 'reader');
  }),
);
signal('does nothing without a number of a process', () =>
  inFolder(async (folder) => {
    await hangUp(join(folder, 'none'), 'node');
    for (const text of ['', '0', '1', '-1', 'x', '1.5']) {
      writeFileSync(join(folder, 'pid'), text);
      await hangUp(join(folder, 'pid'), 'node');
    }
  }),
);
signal.run();

const settings = suite('settings of the service');
settings('are refused when they are no JSON or cannot be read', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'frontend.json');
    const refuse = async (): Promise<BuildError> => {
      const error = await readFrontendConfig(path).catch((reason: unknown) => reason);
      assert.instance(error, BuildError);
      return error as BuildError;
    };
    assert.is((await refuse()).code, 'FILE_UNREADABLE');
    writeFileSync(path, '{');
    const { code, message } = await refuse();
    assert.is(code, 'YAML_VALUE');
    assert.match(message, 'no JSON');
  }),
);
settings('name the consoles of the platform when they say nothing of kernels', () =>
  inFolder(async (folder) => {
    const given = { hostname: 'f', domain: 'c', address: '10.1.1.1', prefix: '16' };
    const read = async (more: object): Promise<readonly string[]> => {
      writeFileSync(join(folder, 'frontend.json'), JSON.stringify({ ...given, ...more }));
      return kernelArguments(await readFrontendConfig(join(folder, 'frontend.json')));
    };
    assert.equal(await read({ kernelOptions: ' quiet  nomodeset ' }), ['quiet', 'nomodeset']);
    assert.ok((await read({})).some((word) => word.startsWith('console=ttyS0')));
    assert.ok((await read({ arch: 'arm64' })).some((word) => word.startsWith('console=ttyAMA0')));
  }),
);
settings.run();

const leases = suite('machines that got an address');
leases('and have no name are strangers, each looked up once', () =>
  withService(async (it) => {
    it.state.add({ name: 'compute-0-0', appliance: 'compute', macs: [MAC] });
    const lines = [
      `1700000000 ${MAC} 10.1.1.9 compute-0-0 01:${MAC}`,
      '1700000000 52:54:00:00:00:07 10.1.1.10 printer *',
      '1700000000 52:54:00:00:00:08 10.1.1.11 * *',
      'duid 00:01:00:01',
      '',
    ];
    writeFileSync(join(it.context.paths.run, 'leases'), lines.join('\n'));
    const judged = new Set<string>();
    await recordLeases(it.context, judged);
    const strangers = async () => (await it.state.listStrangers()).map(({ mac, detail }) => [mac, detail]);
    assert.equal(await strangers(), [
      ['52:54:00:00:00:07', 'printer'],
      ['52:54:00:00:00:08', ''],
    ]);
    assert.is(judged.size, 3);
  }),
);
leases('are nobody where dnsmasq has written nothing', () =>
  withService(async (it) => {
    await recordLeases(it.context, new Set());
    assert.equal(await it.state.listStrangers(), []);
  }),
);
leases.run();

const picture = suite('the picture of the graph');
picture('is drawn when the graph is newer, once for all who ask, and not again', () =>
  inFolder(async (folder) => {
    const file = join(folder, 'graph.html');
    const bundle = { format: 1, rolls: [] } as const;
    const graph = join(putRelease(folder, bundle), 'graph.json');
    let drawn = 0;
    const get = createGraphPicture(folder, file, async (_graph, to) => {
      drawn += 1;
      writeFileSync(to, '<html>');
    });
    assert.equal(await Promise.all([get(), get()]), [file, file]);
    assert.is(await get(), file);
    assert.is(drawn, 1);
    utimesSync(graph, 1, 1);
    assert.is(await get(), file);
    assert.is(drawn, 2, 'another graph, and be it an older one');
    putRelease(folder, bundle, 'b'.repeat(64));
    await writeReleaseInUse(folder, { id: 'b'.repeat(12) }, folder);
    assert.is(await get(), file);
    assert.is(drawn, 3, 'that of another release');
  }),
);
picture('is not there when it cannot be drawn, and is tried again', () =>
  inFolder(async (folder) => {
    let tries = 0;
    putRelease(folder, { format: 1, rolls: [] });
    const get = createGraphPicture(folder, join(folder, 'graph.html'), () => {
      tries += 1;
      return Promise.reject(new Error('no memory'));
    });
    assert.equal([await get(), await get()], [undefined, undefined]);
    assert.is(tries, 2);
  }),
);
picture.run();
