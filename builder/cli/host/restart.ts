import type { Host } from '../../hosts/mod.ts';
import type { Run } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import { sshTo } from '../frontend/ssh-to.ts';

const TIMEOUT_MS = 60_000;

/**
 * Restarts a host from the network: over its management board where it has one, else over SSH.
 *
 * @returns how: `IPMI`, `Redfish` or `SSH`
 * @throws {BuildError} COMMAND_MISSING, COMMAND_FAILED, BMC_FAILED
 */
export async function restartHost(host: Host, password: string | undefined, run: Run): Promise<string> {
  if (host.bmc === undefined) {
    await run(sshTo(host, 'systemctl --no-block reboot'), { timeoutMs: TIMEOUT_MS });
    return 'SSH';
  }
  const board = new URL(host.bmc);
  const user = board.username || 'admin';
  if (board.protocol === 'ipmi:') {
    await restartByIpmi(board, user, password ?? '', run);
    return 'IPMI';
  }
  await restartByRedfish(board, user, password ?? '', run);
  return 'Redfish';
}

async function restartByIpmi(board: URL, user: string, password: string, run: Run): Promise<void> {
  const port = board.port === '' ? [] : ['-p', board.port];
  // -E takes the password from the environment: arguments are for everybody to see.
  const base = ['ipmitool', '-I', 'lanplus', '-H', board.hostname, ...port, '-U', user, '-E', 'chassis'];
  const options = { env: { IPMI_PASSWORD: password }, timeoutMs: TIMEOUT_MS };
  // Without the word, machines with UEFI look for a boot sector and, finding none, start from their disk.
  const words = board.searchParams.get('firmware') === 'bios' ? [] : ['options=efiboot'];
  await run([...base, 'bootdev', 'pxe', ...words], options);
  const { stdout } = await run([...base, 'power', 'status'], options);
  await run([...base, 'power', /is off/i.test(stdout) ? 'on' : 'cycle'], options);
}

async function restartByRedfish(board: URL, user: string, password: string, run: Run): Promise<void> {
  const root = `https://${board.host}`;
  const call = async (path: string, method: string, body?: unknown, etag?: string): Promise<unknown> => {
    const config = [
      `user = ${JSON.stringify(`${user}:${password}`)}`,
      `url = ${JSON.stringify(root + path)}`,
      `request = ${method}`,
      ...(etag === undefined ? [] : [`header = ${JSON.stringify(`If-Match: ${etag}`)}`]),
      ...(body === undefined
        ? []
        : ['header = "Content-Type: application/json"', `data = ${JSON.stringify(JSON.stringify(body))}`]),
    ].join('\n');
    // Boards carry certificates of their own making. The password comes by standard input.
    const argv = [
      'curl',
      '--silent',
      '--show-error',
      '--fail',
      '--insecure',
      '--max-time',
      '30',
      '--config',
      '-',
    ];
    const { stdout } = await run(argv, { input: config, timeoutMs: TIMEOUT_MS });
    return parseAnswer(stdout, board.hostname);
  };
  const systems = (await call('/redfish/v1/Systems', 'GET')) as {
    Members?: readonly { '@odata.id'?: string }[];
  };
  const path = systems.Members?.[0]?.['@odata.id'];
  if (path === undefined || !path.startsWith('/')) {
    return fail('BMC_FAILED', `Management board "${board.hostname}" names no system`);
  }
  const system = (await call(path, 'GET')) as { PowerState?: string; '@odata.etag'?: string };
  const override = { BootSourceOverrideEnabled: 'Once', BootSourceOverrideTarget: 'Pxe' };
  // Some boards change nothing for those who do not say which state they have seen.
  await call(path, 'PATCH', { Boot: override }, system['@odata.etag']);
  const type = system.PowerState === 'Off' ? 'On' : 'ForceRestart';
  await call(`${path.replace(/\/$/, '')}/Actions/ComputerSystem.Reset`, 'POST', { ResetType: type });
}

function parseAnswer(text: string, name: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return fail('BMC_FAILED', `Management board "${name}" does not speak JSON`);
  }
}
