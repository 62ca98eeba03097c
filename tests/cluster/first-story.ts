import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { quoteShell } from '../../builder/render/script/shell.ts';
import type { Machine } from '../../builder/try/qemu/qemu.ts';
import { pause } from '../install/session.ts';
import { ADDRESS } from '../install/site-stick.ts';
import { printPhases } from '../vm/phases.ts';
import type { Boxes } from './boxes.ts';
import { type FrontendMachine, type ListedHost, putFile } from './frontend-machine.ts';
import { replayToken } from './replay.ts';
import { tell } from './tell.ts';
import type { Box } from './wire.ts';

/** Two machines install at once, on as few cores as the build host has. */
const INSTALL_SECONDS = 2400;
const START_SECONDS = 600;

/** From a frontend alone to jobs on two hosts, a reinstallation that is interrupted, and a login host. */
export async function tellFirstStory(
  frontend: FrontendMachine,
  { first, second, third }: Boxes,
): Promise<void> {
  await refuseStranger(frontend, first);
  const machines = await discoverBoth(frontend, first, second);
  await useCluster(frontend);
  await interruptReinstallation(frontend, first, machines.first);
  await installLogin(frontend, third);
  await useLogin(frontend);
  tell('everything was seen');
}

/** The hosts alone that the first story ends with: for work on the second. */
export async function installHosts(
  frontend: FrontendMachine,
  { first, second, third }: Boxes,
): Promise<void> {
  await discoverBoth(frontend, first, second);
  await installLogin(frontend, third);
}

/** While there is no discovery a machine that nobody knows gets no address. */
async function refuseStranger(frontend: FrontendMachine, box: Box): Promise<void> {
  const machine = await box.start();
  await frontend.until(`journalctl -u cairn-dnsmasq -g 'DHCPDISCOVER.*${box.mac}.*ignored'`, 180);
  await pause(10_000);
  assert.equal(await frontend.hosts(), []);
  const offers = await frontend.ask(`journalctl -u cairn-dnsmasq -g 'DHCP(OFFER|ACK).*${box.mac}'`);
  assert.is.not(offers.status, 0, offers.output);
  assert.not.match(machine.console.text, /Cairn: /);
  await box.stop();
  tell('a stranger got nothing');
}

/** Both are switched on under one discovery, and are installed side by side. */
async function discoverBoth(
  frontend: FrontendMachine,
  first: Box,
  second: Box,
): Promise<{ readonly first: Machine; readonly second: Machine }> {
  await frontend.must('systemd-run --unit=discover --quiet cairn discover --appliance compute');
  // Firmware asks for a few seconds only, and then starts from its disk
  await frontend.until('! grep -q ignore /var/lib/cairn/dnsmasq/dhcp-hosts', 180);
  const machines = {
    first: await startUntilKnown(frontend, first, 'compute-0-0'),
    second: await startUntilKnown(frontend, second, 'compute-0-1'),
  };
  for (const [name, box] of [
    ['compute-0-0', first],
    ['compute-0-1', second],
  ] as const) {
    const { macs } = await frontend.untilHost(name, ({ state }) => state !== 'new', 400);
    assert.equal(macs, [box.mac], name);
  }
  tell('both have names and install');
  for (const name of ['compute-0-0', 'compute-0-1'])
    await frontend.untilHost(name, isInstalled, INSTALL_SECONDS);
  tell('both are installed');
  printPhases(machines.first, `compute-0-0 (${first.firmware}), two at once`);
  printPhases(machines.second, `compute-0-1 (${second.firmware}), two at once`);
  process.stdout.write(`${await frontend.must('journalctl -u discover -o cat; cairn host list')}\n`);
  await frontend.must('systemctl kill --signal=INT discover');
  for (const name of ['compute-0-0', 'compute-0-1']) await untilUp(frontend, name);
  return machines;
}

/**
 * Whoever asks first is compute-0-0. Firmware that is emulated beside others may give up before it is answered: somebody presses
 * the button again.
 */
async function startUntilKnown(frontend: FrontendMachine, box: Box, name: string): Promise<Machine> {
  for (let turn = 1; ; turn += 1) {
    const machine = await box.start();
    try {
      await frontend.until(`curl --silent http://127.0.0.1/cairn/hosts | grep ${name}`, 150);
      return machine;
    } catch (error) {
      if (turn === 3) throw error;
      tell(`${name} was not answered in time, and is started again`);
      await box.stop();
    }
  }
}

/** A host is up: systemd has started everything, and root of the frontend comes in without a question. */
export async function untilUp(frontend: FrontendMachine, name: string): Promise<void> {
  const ssh = `ssh -o BatchMode=yes -o ConnectTimeout=5 ${name}`;
  await frontend.until(`${ssh} true`, START_SECONDS);
  const { output } = await frontend.ask(`${ssh} timeout 200 systemctl is-system-running --wait`);
  const failed = await frontend.ask(`${ssh} systemctl --failed --no-legend --plain`);
  assert.is(output, 'running', `the state of ${name} (failed units: ${failed.output})`);
  tell(`${name} is up`);
}

/** What a person does with the cluster right after its hosts came up. */
async function useCluster(frontend: FrontendMachine): Promise<void> {
  await frontend.must('adduser --disabled-password --gecos Ada ada');
  await putFile(frontend, '/tmp/hello.c', readFileSync(join(import.meta.dirname, 'hello.c'), 'utf8'));
  await frontend.must('install -o ada -g ada /tmp/hello.c ~ada/');
  const ada = (command: string): string => `su - ada -c ${quoteShell(command)}`;
  await frontend.must(ada('mpicc -o hello hello.c'));
  await frontend.until('cairn run @compute -- id ada', 120);
  await frontend.until(`sinfo -h -N -t idle -o %n | sort -u | grep -c compute-0- | grep -x 2`, 120);
  const names = (await frontend.must(ada('srun -N2 hostname'))).split('\n').sort();
  assert.equal(names, ['compute-0-0', 'compute-0-1']);
  tell('srun -N2 hostname');
  checkHello(await frontend.must(ada('srun -N2 --ntasks-per-node=1 ./hello')));
  tell('MPI hello by srun');
  checkHello(await frontend.must(ada('ssh compute-0-0 mpirun --host compute-0-0,compute-0-1 ./hello')));
  tell('MPI hello by mpirun over SSH');
  assert.match(await frontend.must(ada('ssh compute-0-1 ssh compute-0-0 hostname')), /^compute-0-0$/m);
  // Clocks in step: no host is more than half a second away
  await frontend.until('cairn run @compute -- chronyc waitsync 1 0.5', 120);
  assert.match(await frontend.must('nodeset -f @all'), /compute-0-\[0-1\]/);
}

function checkHello(output: string): void {
  const lines = output.split('\n').filter((line) => line.startsWith('hello'));
  assert.equal(
    lines.map((line) => line.replace(/^hello from (\S+?)(?:\.\S+)?, .* (sum \d+)$/, '$1 $2')).sort(),
    ['compute-0-0 sum 3', 'compute-0-1 sum 3'],
    output,
  );
}

/** Reinstalls a host, pulls its plug in the middle, then ends every service of the frontend in the middle. */
async function interruptReinstallation(frontend: FrontendMachine, box: Box, machine: Machine): Promise<void> {
  const on = (command: string): string => `ssh -o BatchMode=yes compute-0-0 ${quoteShell(command)}`;
  await frontend.must(on('dd if=/dev/urandom of=/state/kept bs=1M count=64 status=none; sync'));
  const facts = async (): Promise<string> =>
    frontend.must(on('sha256sum /state/kept; cat /etc/ssh/ssh_host_ed25519_key.pub'));
  const before = await facts();
  const machineId = await frontend.must(on('cat /etc/machine-id'));
  await replayToken(frontend, 'compute-0-0', ADDRESS);
  tell('a replayed token gets nothing');

  const from = machine.console.text.length;
  await frontend.must('cairn host reinstall compute-0-0');
  await machine.console.waitFor('Cairn: Installing packages', { timeoutSeconds: INSTALL_SECONDS }, from);
  await box.stop();
  tell('the plug is pulled while packages are installed');
  const again = await box.start();
  await again.waitFor('Cairn: Installing packages', { timeoutSeconds: INSTALL_SECONDS });
  await frontend.must('systemctl kill --signal=KILL cairnd; systemctl restart cairn-dnsmasq nginx');
  tell('the service is killed, dnsmasq and nginx are restarted');
  const host = await frontend.untilHost(
    'compute-0-0',
    (host) => isInstalled(host) && host.failures === 0,
    INSTALL_SECONDS,
  );
  assert.is(host.bootAction, 'os');
  printPhases(again, 'compute-0-0, installed again after the plug was pulled');
  await untilUp(frontend, 'compute-0-0');
  assert.is(await facts(), before, 'data and host key are as they were');
  assert.is.not(await frontend.must(on('cat /etc/machine-id')), machineId, 'it was really installed again');
  await frontend.until(`sinfo -h -N -t idle -o %n | sort -u | grep -c compute-0- | grep -x 2`, 180);
  const names = (await frontend.must(`su - ada -c 'srun -N2 hostname'`)).split('\n').sort();
  assert.equal(names, ['compute-0-0', 'compute-0-1']);
  tell('srun -N2 hostname after the reinstallation');
}

/** It may have started since, and said so. */
function isInstalled({ state }: ListedHost): boolean {
  return ['installed', 'starting', 'ready'].includes(state);
}

/** A host that is made known before it is switched on, with Secure Boot. */
async function installLogin(frontend: FrontendMachine, box: Box): Promise<void> {
  assert.match(await frontend.must(`cairn host add --appliance login --mac ${box.mac}`), 'login-0-0');
  const machine = await box.start();
  await frontend.untilHost('login-0-0', isInstalled, INSTALL_SECONDS);
  printPhases(machine, `login-0-0 (${box.firmware})`);
  await untilUp(frontend, 'login-0-0');
}

/** People log in there, compile and submit. */
async function useLogin(frontend: FrontendMachine): Promise<void> {
  const on = (command: string): Promise<string> =>
    frontend.must(`su - ada -c ${quoteShell(`ssh login-0-0 ${quoteShell(command)}`)}`);
  await frontend.must(`ssh login-0-0 ${quoteShell("journalctl -k -g 'secure ?boot.*enabled'")}`);
  assert.equal((await on('srun -N2 hostname')).split('\n').sort(), ['compute-0-0', 'compute-0-1']);
  await on('mpicc -o hello2 hello.c');
  checkHello(await on('srun -N2 --ntasks-per-node=1 ./hello2'));
  tell('compiled and submitted on the login host');
}
