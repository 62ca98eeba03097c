import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const SCRIPTS = resolve('rolls/hpc/packages/cairn-hpc/scripts');

/** Runs a script of the roll; the result has its exit code and both outputs. */
async function runScript(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const options = { env: { ...process.env, LC_ALL: 'C', CAIRN_SETTLE: '0', ...env } };
  try {
    const { stdout, stderr } = await promisify(execFile)('sh', [join(SCRIPTS, name), ...args], options);
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

interface Machine {
  readonly etc: string;
  readonly folder: string;
}

async function makeMachine(
  top: string,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<Machine> {
  const machine = { etc: join(top, name, 'etc'), folder: join(top, name, 'extrausers') };
  await mkdir(machine.etc, { recursive: true });
  await mkdir(machine.folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(machine.etc, file), text);
  return machine;
}

const SYSTEM = {
  passwd: 'root:x:0:0:root:/root:/bin/bash\nmunge:x:100:102::/nonexistent:/usr/sbin/nologin\n',
  group: 'root:x:0:\nsudo:x:27:ada\n',
  shadow: 'root:!:20000:0:99999:7:::\n',
};
const FRONTEND = {
  passwd: `${SYSTEM.passwd}nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin\nada:x:1001:1001:Ada,,,:/home/ada:/bin/bash\n`,
  group: `${SYSTEM.group}ada:x:1001:\nlab:x:1002:ada\n`,
  shadow: `${SYSTEM.shadow}ada:$y$secret:20000:0:99999:7::20500:\n`,
};
const PUBLISHED = `accounts 1
passwd ada:x:1001:1001:Ada,,,:/home/ada:/bin/bash
group ada:x:1001:
group lab:x:1002:ada
shadow ada:*::::::20500:
end
`;

const test = suite<{ top: string }>('scripts of the hpc roll');
test.before.each(async (context) => {
  context.top = await mkdtemp(join(tmpdir(), 'cairn-hpc-'));
});
test.after.each(async ({ top }) => {
  await rm(top, { recursive: true, force: true });
});

async function publish(
  top: string,
): Promise<{ readonly file: string; readonly kept: string; readonly frontend: Machine }> {
  const frontend = await makeMachine(top, 'frontend', FRONTEND);
  const file = join(top, 'accounts');
  const kept = join(top, 'kept');
  const { code, err } = await runScript('publish-accounts', [frontend.etc, file, kept]);
  assert.is(code, 0, err);
  return { file, kept, frontend };
}

async function readAll(folder: string): Promise<Record<string, string>> {
  const names = ['group', 'passwd', 'shadow'];
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return Object.fromEntries(names.map((name, index) => [name, texts[index]!]));
}

test('publishes people, and neither passwords nor the system', async ({ top }) => {
  const { file } = await publish(top);
  assert.is(await readFile(file, 'utf8'), PUBLISHED);
});

test('publishes nothing anew when nothing changed', async ({ top }) => {
  const { file, frontend, kept } = await publish(top);
  await utimes(file, 1, 1);
  await runScript('publish-accounts', [frontend.etc, file, kept]);
  assert.is((await stat(file)).mtimeMs, 1000);
  assert.equal(
    (await readdir(top)).filter((name) => name.endsWith('.new')),
    [],
  );
});

test('keeps accounts with passwords, for root alone, and brings them back', async ({ top }) => {
  const { kept } = await publish(top);
  assert.is((await stat(kept)).mode & 0o777, 0o700);
  assert.is((await stat(join(kept, 'shadow'))).mode & 0o777, 0o600);
  const { etc } = await makeMachine(top, 'again', SYSTEM);
  const { out } = await runScript('restore-accounts', [etc, kept]);
  assert.is(out, 'Restored the account ada\n');
  assert.equal(await readAll(etc), {
    passwd: `${SYSTEM.passwd}ada:x:1001:1001:Ada,,,:/home/ada:/bin/bash\n`,
    group: `${SYSTEM.group}ada:x:1001:\nlab:x:1002:ada\n`,
    shadow: `${SYSTEM.shadow}ada:$y$secret:20000:0:99999:7::20500:\n`,
  });
  await runScript('restore-accounts', [etc, kept]);
  assert.is((await readFile(join(etc, 'passwd'), 'utf8')).match(/^ada:/gm)?.length, 1);
});

test('brings back no account whose number is taken, and names it', async ({ top }) => {
  const { kept } = await publish(top);
  const { etc } = await makeMachine(top, 'again', {
    ...SYSTEM,
    passwd: `${SYSTEM.passwd}eve:x:1001:1001::/home/eve:/bin/sh\n`,
  });
  const { code, err } = await runScript('restore-accounts', [etc, kept]);
  assert.is(code, 0);
  assert.match(err, 'Left out the account ada');
  assert.not.match(await readFile(join(etc, 'shadow'), 'utf8'), 'ada');
});

test('brings back nothing where nothing was kept', async ({ top }) => {
  const { etc } = await makeMachine(top, 'new', SYSTEM);
  assert.equal(await runScript('restore-accounts', [etc, join(top, 'none')]), { code: 0, out: '', err: '' });
});

test('hosts take over what is published', async ({ top }) => {
  const { file } = await publish(top);
  const host = await makeMachine(top, 'host', SYSTEM);
  const { code, err } = await runScript('fetch-accounts', [`file://${file}`, host.etc, host.folder]);
  assert.is(code, 0, err);
  assert.equal(await readAll(host.folder), {
    passwd: 'ada:x:1001:1001:Ada,,,:/home/ada:/bin/bash\n',
    group: 'ada:x:1001:\nlab:x:1002:ada\n',
    shadow: 'ada:*::::::20500:\n',
  });
  assert.is((await stat(join(host.folder, 'shadow'))).mode & 0o777, 0o640);
  assert.equal((await readdir(host.folder)).sort(), ['.accounts', 'group', 'passwd', 'shadow']);
});

test('hosts make no root, no system account and nobody that they have themselves', async ({ top }) => {
  const host = await makeMachine(top, 'host', {
    ...SYSTEM,
    passwd: `${SYSTEM.passwd}admin:x:1000:1000::/home/admin:/bin/bash\n`,
  });
  const file = join(top, 'accounts');
  const lines = [
    'passwd toor:x:0:0::/root:/bin/sh',
    'passwd daemon2:x:999:999::/:/bin/sh',
    'passwd admin:x:1005:1005::/home/other:/bin/sh',
    'passwd other:x:1000:1000::/home/other:/bin/sh',
    'passwd big:x:65534:65534::/:/bin/sh',
    'passwd short:x:1007:1007',
    'passwd a b:x:1008:1008::/:/bin/sh',
    'passwd -rf:x:1009:1009::/:/bin/sh',
    'passwd neg:x:-5:1::/:/bin/sh',
    'passwd twice:x:1010:1010::/home/twice:/bin/sh',
    'passwd again:x:1010:1010::/home/again:/bin/sh',
    'group sudo:x:1020:twice',
    'group wheel:x:27:twice',
    'shadow root:*:::::::',
    'shadow twice:$y$hash:1:::::20000:',
  ];
  await writeFile(file, `accounts 1\n${lines.join('\n')}\nend\n`);
  await runScript('fetch-accounts', [`file://${file}`, host.etc, host.folder]);
  assert.equal(await readAll(host.folder), {
    passwd: 'twice:x:1010:1010::/home/twice:/bin/sh\n',
    group: '',
    shadow: 'twice:*::::::20000:\n',
  });
});

test('hosts keep what they have when the answer is cut off, something else, or none', async ({ top }) => {
  const { file } = await publish(top);
  const host = await makeMachine(top, 'host', SYSTEM);
  const fetch = (url: string): ReturnType<typeof runScript> =>
    runScript('fetch-accounts', [url, host.etc, host.folder]);
  await fetch(`file://${file}`);
  const before = await readAll(host.folder);
  const wrong = join(top, 'wrong');
  for (const text of [PUBLISHED.slice(0, -4), '<html>502</html>\n', '']) {
    await writeFile(wrong, text);
    await utimes(wrong, 2e9, 2e9);
    assert.is((await fetch(`file://${wrong}`)).code, 75);
    assert.equal(await readAll(host.folder), before);
  }
  assert.is((await fetch(`file://${top}/absent`)).code, 75);
  assert.is((await fetch('http://127.0.0.1:9/accounts')).code, 75);
  assert.equal(await readAll(host.folder), before);
  assert.equal(
    (await readdir(host.folder)).filter((name) => name.startsWith('.new')),
    [],
  );
});

test('a key of munge is written once the service has one', async ({ top }) => {
  const key = 'b7'.repeat(32);
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    assert.is(request.url, '/v1/secrets/munge_key');
    response.statusCode = asked === 1 ? 503 : 200;
    response.end(asked === 1 ? '{"error":"not yet"}' : JSON.stringify({ name: 'munge_key', value: key }));
  });
  const socket = join(top, 'cairnd.sock');
  await new Promise<void>((done) => server.listen(socket, done));
  const file = join(top, 'munge.key');
  await writeFile(file, 'the package made this');
  const { code, err } = await runScript('fetch-munge-key', [file, socket]);
  server.close();
  assert.is(code, 0, err);
  assert.is(await readFile(file, 'utf8'), `${key}\n`);
  assert.is((await stat(file)).mode & 0o777, 0o400);
  assert.is(asked, 2);
});

test('an SSH key is made once, and let in', async ({ top }) => {
  for (let time = 0; time < 2; time += 1) {
    const { code, err } = await runScript('make-user-key', [], { HOME: top });
    assert.is(code, 0, err);
  }
  const folder = join(top, '.ssh');
  assert.equal((await readdir(folder)).sort(), ['authorized_keys', 'id_ed25519', 'id_ed25519.pub']);
  assert.is((await stat(join(folder, 'id_ed25519'))).mode & 0o777, 0o600);
  const line = await readFile(join(folder, 'id_ed25519.pub'), 'utf8');
  assert.is(await readFile(join(folder, 'authorized_keys'), 'utf8'), line);
});

test('an SSH key that somebody has stays, and so do keys that are let in', async ({ top }) => {
  await mkdir(join(top, '.ssh'));
  for (const [name, text] of [
    ['id_ed25519', 'mine'],
    ['id_ed25519.pub', 'ssh-ed25519 AAAA mine\n'],
    ['authorized_keys', 'ssh-ed25519 BBBB laptop'],
  ] as const) {
    await writeFile(join(top, '.ssh', name), text);
  }
  await runScript('make-user-key', [], { HOME: top });
  assert.is(await readFile(join(top, '.ssh/id_ed25519'), 'utf8'), 'mine');
  assert.is(
    await readFile(join(top, '.ssh/authorized_keys'), 'utf8'),
    'ssh-ed25519 BBBB laptop\nssh-ed25519 AAAA mine\n',
  );
});

test('hosts that Cairn forgets leave Slurm, and no others; where Slurm does not answer it is no success', async ({
  top,
}) => {
  const told = join(top, 'told');
  const fake = (answer: string) =>
    writeFile(
      join(top, 'scontrol'),
      `#!/bin/sh\ncase "$*" in *show*) ${answer} ;; *) echo "$*" >>${told} ;; esac\n`,
      { mode: 0o755 },
    );
  const known = join(top, 'known');
  await writeFile(known, 'frontend\ncompute-0-0\ncompute-0-10\n');
  const env = { PATH: `${top}:${process.env['PATH']}` };
  await fake("printf 'NodeName=compute-0-%s Arch=x86_64 State=IDLE\\n' 0 1 10");
  assert.is((await runScript('forget-slurm-hosts', [known], env)).code, 0);
  assert.is(
    await readFile(told, 'utf8'),
    'update nodename=compute-0-1 state=down reason=Removed from the cluster\ndelete nodename=compute-0-1\n',
  );
  await fake("echo 'No nodes in the system'");
  assert.is((await runScript('forget-slurm-hosts', [known], env)).code, 0);
  await fake('exit 1');
  assert.is.not((await runScript('forget-slurm-hosts', [known], env)).code, 0);
  assert.is((await readFile(told, 'utf8')).split('\n').length, 3);
});

/** Slurm of these nodes, which does what it is told. */
async function fakeSlurm(top: string, nodes: string): Promise<{ readonly env: Record<string, string> }> {
  await writeFile(join(top, 'nodes'), nodes);
  const script = `#!/bin/sh
case "$*" in
  *show*) cat ${top}/nodes ;;
  update*state=drain*) echo "$*" >>${top}/told; sed -i "s/^NodeName=\${2#nodename=} .*State=[A-Z]*/&+DRAIN/; s/^NodeName=\${2#nodename=} .*/& Reason=\${4#reason=} [root@now]/" ${top}/nodes ;;
  *) echo "$*" >>${top}/told ;;
esac
`;
  await writeFile(join(top, 'scontrol'), script, { mode: 0o755 });
  return { env: { PATH: `${top}:${process.env['PATH']}` } };
}

test('a rollout drains hosts in Slurm: free are those without jobs, and those that Slurm does not know', async ({
  top,
}) => {
  const { env } = await fakeSlurm(
    top,
    `NodeName=c0 Arch=x86_64 State=IDLE+DYNAMIC_NORM Boards=1
NodeName=c1 Arch=x86_64 State=MIXED+DYNAMIC_NORM Boards=1
NodeName=c10 Arch=x86_64 State=IDLE+DRAIN Boards=1 Reason=broken fan [ada@now]
NodeName=c11 Arch=x86_64 State=ALLOCATED Boards=1
NodeName=c12 Arch=x86_64 State=IDLE+COMPLETING Boards=1
NodeName=c13 Arch=x86_64 State=DOWN* Boards=1 Reason=Not responding [slurm@now]
`,
  );
  const hosts = ['c0', 'c1', 'c10', 'c11', 'c12', 'c13', 'nas'];
  const ask = (word: string) => runScript('drain-slurm', [word, ...hosts], env);
  assert.is((await ask('drained')).out, 'c10\nc13\nnas\n', 'who may get a job at any moment is not free');
  assert.is((await ask('drain')).code, 0);
  assert.is((await ask('drain')).code, 0, 'twice is no harm');
  const told = (await readFile(join(top, 'told'), 'utf8')).trimEnd().split('\n');
  assert.equal(
    told,
    ['c0', 'c1', 'c11', 'c12', 'c13'].map(
      (name) => `update nodename=${name} state=drain reason=cairn-rollout`,
    ),
    'each once, and not the one with the broken fan',
  );
  assert.is((await ask('drained')).out, 'c0\nc10\nc13\nnas\n');
  await writeFile(join(top, 'told'), '');
  assert.is((await runScript('drain-slurm', ['resume', 'c0', 'c10', 'nas'], env)).code, 0);
  assert.is(await readFile(join(top, 'told'), 'utf8'), 'update nodename=c0 state=resume\n');
  assert.is((await ask('other')).code, 2);
  await writeFile(join(top, 'scontrol'), '#!/bin/sh\nexit 1\n');
  assert.is.not((await ask('drained')).code, 0, 'where Slurm does not answer nobody is free');
});

test.run();
