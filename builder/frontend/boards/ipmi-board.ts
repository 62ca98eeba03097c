import type { Run } from '../../io/mod.ts';
import { type Board, type BoardAccess, type Power, type Sensor, shortUnit } from './board.ts';

const TIMEOUT_MS = 60_000;

/** A board that speaks IPMI 2.0, by ipmitool. */
export function openIpmiBoard({ url, user, password }: BoardAccess, run: Run): Board {
  const port = url.port === '' ? [] : ['-p', url.port];
  // -E takes the password from the environment: arguments are for everybody to see.
  const base = ['ipmitool', '-I', 'lanplus', '-H', url.hostname, ...port, '-U', user, '-E'];
  const env = { IPMI_PASSWORD: password };
  const ask = async (...words: readonly string[]): Promise<string> =>
    (await run([...base, ...words], { env, timeoutMs: TIMEOUT_MS })).stdout;
  const readPower = async (): Promise<Power> => parsePower(await ask('chassis', 'power', 'status'));
  return {
    kind: 'IPMI',
    readPower,
    setPower: async (action) => {
      const isOff = (await readPower()) === 'off';
      if (action === 'cycle') await ask('chassis', 'power', isOff ? 'on' : 'cycle');
      else if (isOff === (action === 'on')) await ask('chassis', 'power', action);
    },
    startFromNetwork: async () => {
      // Without the word, machines with UEFI look for a boot sector and, finding none, start from their disk.
      const words = url.searchParams.get('firmware') === 'bios' ? [] : ['options=efiboot'];
      await ask('chassis', 'bootdev', 'pxe', ...words);
    },
    readSensors: async () => parseSensors(await ask('-c', 'sdr', 'list')),
    findConsole: async () => ({ argv: [...base, 'sol', 'activate'], env, escape: 'Enter, then "~."' }),
  };
}

function parsePower(text: string): Power {
  return /is (on|off)/i.exec(text)?.[1]?.toLowerCase() ?? 'unknown';
}

/** `NAME,READING,UNIT,STATUS` a line, or `NAME,WORD,STATUS`; names have commas when they want to. */
export function parseSensors(text: string): readonly Sensor[] {
  return text
    .split('\n')
    .map((line) => line.split(','))
    .filter((fields) => fields.length >= 3)
    .map((fields) => {
      const status = fields.at(-1)!.trim();
      const isMeasured = fields.length >= 4;
      const [reading, unit] = isMeasured ? [fields.at(-3)!, fields.at(-2)!] : [fields.at(-2)!, ''];
      const name = fields.slice(0, isMeasured ? -3 : -2).join(',');
      return { name, reading, unit: shortUnit(unit), status: STATES.get(status) ?? status };
    });
}

/** What ipmitool calls states of sensors, in words. */
const STATES: ReadonlyMap<string, string> = new Map([
  ['ns', 'no reading'],
  ['nc', 'not critical'],
  ['cr', 'critical'],
  ['nr', 'not recoverable'],
  ['lnc', 'low'],
  ['unc', 'high'],
  ['lcr', 'critically low'],
  ['ucr', 'critically high'],
]);
