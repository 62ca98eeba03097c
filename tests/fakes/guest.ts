import type { Checked } from '../../builder/try/checks/built-in.ts';
import type { Guest } from '../../builder/try/machine/guest.ts';

/** What a program in the container says; everything that is not said is silence and status 0. */
export type Answer = (command: string, input: string | undefined) => string | number | undefined;

export interface FakeGuest extends Guest {
  /** Command lines in the order they ran. */
  readonly ran: readonly string[];
}

/** A container without a machine: its programs answer as told, a number being a status. */
export function createFakeGuest(
  answer: Answer,
  { hostname = 'compute-0-0', appliance = 'compute', secrets = [] as string[] } = {},
): FakeGuest {
  const ran: string[] = [];
  const units = [
    { name: 'a.service', enabled: true },
    { name: 'b.service', enabled: true },
  ];
  return {
    ran,
    machine: { hostname, appliance, secrets, units } as unknown as Guest['machine'],
    ...{ enter: [], patience: 1 },
    exec: async (argv, options = {}) => {
      const command = argv.join(' ');
      ran.push(command);
      const said = answer(command, options.input) ?? '';
      const stdout = typeof said === 'string' ? said : '';
      return {
        exitCode: typeof said === 'number' ? said : 0,
        stdout,
        stderr: '',
        stdoutBytes: new Uint8Array(),
      };
    },
    stop: async () => {},
  };
}

/** It as it is checked, among other machines. */
export function checkedOf(guest: Guest, others: readonly Guest[] = []): Checked {
  const machines = [guest, ...others];
  return {
    guest,
    machines,
    names: new Map(machines.map(({ machine }, index) => [machine.hostname, `10.1.0.${index + 1}`])),
    appliances: new Set(machines.map(({ machine }) => machine.appliance)),
    profile: {
      services: [
        { name: 'a.service', enabled: true, by: [{ roll: 'r', node: 'n', file: 'nodes/n.xml', line: 7 }] },
      ],
      scripts: [],
    } as unknown as Checked['profile'],
  };
}
