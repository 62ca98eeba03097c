/** What a machine's power can be made to do; `cycle` switches one on that is off. */
export const POWER_ACTIONS = ['on', 'off', 'cycle'] as const;
export type PowerAction = (typeof POWER_ACTIONS)[number];

/** `on`, `off`, or what a board says of a machine in between, in small letters. */
export type Power = string;

/** One measurement of a management board. */
export interface Sensor {
  readonly name: string;
  /** A number, or a word; empty where there is nothing to read. */
  readonly reading: string;
  /** `C`, `RPM`, `W`, `V`, ...; empty where there is none. */
  readonly unit: string;
  /** `ok`, or what the board says. */
  readonly status: string;
}

/** How a terminal reaches the machine's serial line. */
export interface ConsoleProgram {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** How one comes back, for people. */
  readonly escape: string;
}

/** The management board of one machine, whichever language it speaks. All may throw BMC_FAILED, COMMAND_FAILED, COMMAND_MISSING. */
export interface Board {
  readonly kind: 'IPMI' | 'Redfish';
  readonly readPower: () => Promise<Power>;
  readonly setPower: (action: PowerAction) => Promise<void>;
  /** At its next start, once. */
  readonly startFromNetwork: () => Promise<void>;
  readonly readSensors: () => Promise<readonly Sensor[]>;
  readonly findConsole: () => Promise<ConsoleProgram>;
}

/** What somebody needs to be let in by a board. */
export interface BoardAccess {
  readonly url: URL;
  readonly user: string;
  readonly password: string;
}

/** Names of units, as short as people write them. */
export function shortUnit(unit: string): string {
  return UNITS.get(unit.toLowerCase()) ?? unit;
}

const UNITS: ReadonlyMap<string, string> = new Map([
  ['degrees c', 'C'],
  ['cel', 'C'],
  ['percent', '%'],
  ['volts', 'V'],
  ['watts', 'W'],
  ['amps', 'A'],
]);
