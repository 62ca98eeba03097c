import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A Redfish service of one machine, as DSP0266 and its schemas describe it, on loopback. */
export interface FakeBoard {
  /** `redfish://root@127.0.0.1:PORT`. */
  readonly url: string;
  /** What was asked of it with the right password, as `METHOD path body`. */
  readonly asked: string[];
  /** How often a password came in, right or wrong. */
  readonly logins: () => number;
  /** Changes what it says: resources by path. */
  readonly resources: Map<string, object>;
  readonly close: () => void;
}

const SYSTEM = '/redfish/v1/Systems/1';
const CHASSIS = '/redfish/v1/Chassis/1';
const RESET = `${SYSTEM}/Actions/ComputerSystem.Reset`;
const link = (path: string): object => ({ '@odata.id': path });
const members = (...paths: readonly string[]): object => ({ Members: paths.map(link) });

/** Basic authentication, changes only with the etag of what was seen, and a reset that switches the power. */
export async function startFakeBoard(
  tls: { readonly key: string; readonly cert: string },
  password: string,
  port = 0,
): Promise<FakeBoard> {
  const asked: string[] = [];
  let logins = 0;
  const resources = new Map<string, object>([
    ['/redfish/v1/Systems', members(SYSTEM)],
    [
      SYSTEM,
      {
        PowerState: 'On',
        '@odata.etag': 'W/"7"',
        Actions: {
          '#ComputerSystem.Reset': {
            target: RESET,
            'ResetType@Redfish.AllowableValues': ['On', 'ForceOff', 'ForceRestart', 'GracefulShutdown'],
          },
        },
        SerialConsole: { SSH: { ServiceEnabled: true, Port: 2200, ConsoleEntryCommand: 'host-console' } },
      },
    ],
    ['/redfish/v1/Chassis', members(CHASSIS)],
    [CHASSIS, { Thermal: link(`${CHASSIS}/Thermal`), Power: link(`${CHASSIS}/Power`) }],
    [
      `${CHASSIS}/Thermal`,
      {
        Temperatures: [
          { Name: 'Inlet', ReadingCelsius: 23.5, Status: { State: 'Enabled', Health: 'OK' } },
          { Name: 'CPU 2', ReadingCelsius: null, Status: { State: 'Absent' } },
        ],
        Fans: [{ FanName: 'Fan 1', Reading: 5400, ReadingUnits: 'RPM', Status: { Health: 'Warning' } }],
      },
    ],
    [
      `${CHASSIS}/Power`,
      {
        PowerControl: [{ Name: 'System', PowerConsumedWatts: 318 }],
        Voltages: [{ Name: 'P12V', ReadingVolts: 12.1, Status: { Health: 'OK' } }],
      },
    ],
  ]);
  const setPower = (power: string): void =>
    void resources.set(SYSTEM, { ...resources.get(SYSTEM), PowerState: power });
  const server: Server = createServer(tls, async (request, response) => {
    const body = (await request.toArray()).join('');
    const path = request.url ?? '';
    const end = (status: number, answer?: unknown): void =>
      void response.writeHead(status).end(answer === undefined ? '' : JSON.stringify(answer));
    if (request.headers.authorization !== undefined) logins += 1;
    const expected = Buffer.from(`root:${password}`).toString('base64');
    if (request.headers.authorization !== `Basic ${expected}`)
      return end(401, { error: { '@Message.ExtendedInfo': [{ Message: 'No such \u001b[31muser' }] } });
    asked.push(`${request.method} ${path} ${body}`.trim());
    if (request.method === 'PATCH') return end(request.headers['if-match'] === 'W/"7"' ? 204 : 412);
    if (request.method === 'POST') {
      if (path !== RESET) return end(404);
      const { ResetType: kind } = JSON.parse(body) as { ResetType: string };
      setPower(kind === 'ForceOff' ? 'Off' : 'On');
      return end(204);
    }
    const found = resources.get(path);
    return found === undefined ? end(404) : end(200, found);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `redfish://root@127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    logins: () => logins,
    resources,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
