import { fail } from '../../model/mod.ts';
import type { Board, BoardAccess, ConsoleProgram, Power, PowerAction } from './board.ts';
import { openIpmiBoard } from './ipmi-board.ts';
import type { RedfishClient, Resource } from './redfish-client.ts';
import { membersOf, objectOf, textOf } from './redfish-resource.ts';
import { readRedfishSensors } from './redfish-sensors.ts';

/** Kinds of reset for each wish, the best first; a service names those that it has. */
const RESETS: Readonly<Record<PowerAction, readonly string[]>> = {
  on: ['On', 'ForceOn'],
  off: ['ForceOff', 'GracefulShutdown'],
  cycle: ['ForceRestart', 'PowerCycle', 'GracefulRestart'],
};

interface FoundSystem {
  readonly path: string;
  readonly system: Resource;
}

/** A board that speaks Redfish (DSP0266): the first system of it is the machine. */
export function openRedfishBoard(access: BoardAccess, client: RedfishClient): Board {
  const { hostname: name } = access.url;
  const find = async (): Promise<FoundSystem> => {
    const [path] = membersOf(await client.get('/redfish/v1/Systems'));
    if (path === undefined) return fail('BMC_FAILED', `Management board "${name}" names no system`);
    return { path, system: await client.get(path) };
  };
  return {
    kind: 'Redfish',
    readPower: async () => powerOf((await find()).system),
    setPower: async (action) => {
      const found = await find();
      const power = powerOf(found.system);
      if (power === action) return;
      await reset(client, found, action === 'cycle' && power === 'off' ? 'on' : action);
    },
    startFromNetwork: async () => {
      const { path, system } = await find();
      const override = { BootSourceOverrideEnabled: 'Once', BootSourceOverrideTarget: 'Pxe' };
      // Some boards change nothing for those who do not say which state they have seen.
      await client.send('PATCH', path, { Boot: override }, textOf(system, '@odata.etag') || undefined);
    },
    readSensors: () => readRedfishSensors(client),
    findConsole: async () => findConsole((await find()).system, access),
  };
}

function powerOf(system: Resource): Power {
  return textOf(system, 'PowerState').toLowerCase() || 'unknown';
}

async function reset(
  client: RedfishClient,
  { path, system }: FoundSystem,
  action: PowerAction,
): Promise<void> {
  const offered = objectOf(objectOf(system, 'Actions'), '#ComputerSystem.Reset');
  const allowed = offered['ResetType@Redfish.AllowableValues'];
  const kinds = RESETS[action];
  const kind = Array.isArray(allowed) ? (kinds.find((one) => allowed.includes(one)) ?? kinds[0]) : kinds[0];
  const target = textOf(offered, 'target') || `${path.replace(/\/$/, '')}/Actions/ComputerSystem.Reset`;
  await client.send('POST', target, { ResetType: kind });
}

/** A system says by which of the older languages its serial line is reached. */
function findConsole(system: Resource, access: BoardAccess): Promise<ConsoleProgram> {
  const { url, user } = access;
  const offered = objectOf(system, 'SerialConsole');
  const ssh = objectOf(offered, 'SSH');
  if (ssh['ServiceEnabled'] === true) {
    const port = typeof ssh['Port'] === 'number' ? ['-p', String(ssh['Port'])] : [];
    const command = textOf(ssh, 'ConsoleEntryCommand');
    // The board asks for the password itself: there is no way to hand it one that nobody else could read
    const argv = ['ssh', '-t', ...port, `${user}@${url.hostname}`, ...(command === '' ? [] : [command])];
    return Promise.resolve({
      argv,
      env: {},
      escape: textOf(ssh, 'HotKeySequenceDisplay') || 'Enter, then "~."',
    });
  }
  const ipmi = objectOf(offered, 'IPMI');
  if (ipmi['ServiceEnabled'] === true) {
    const ipmiUrl = new URL(`ipmi://${url.hostname}`);
    const run = () => fail('BMC_FAILED', 'Only the console is asked for');
    return openIpmiBoard({ ...access, url: ipmiUrl }, run).findConsole();
  }
  return fail(
    'BMC_FAILED',
    `Management board "${url.hostname}" offers no serial console by SSH or IPMI`,
    undefined,
    'Switch on serial over LAN in its settings, or give the host an address like ipmi://user@10.2.0.7',
  );
}
