/** States in which a unit that is to be enabled is. `static`: it has no say in it. */
const ENABLED = ['enabled', 'enabled-runtime', 'static', 'indirect', 'generated', 'alias', 'linked'];

/** What `systemctl is-system-running` and the list of failed units say. */
export function judgeState(
  state: string,
  failedUnits: string,
): { readonly ok: boolean; readonly state: string; readonly units: readonly string[] } {
  const word = state.trim() === '' ? 'unknown' : state.trim();
  const units = failedUnits
    .split('\n')
    .map((line) => line.trim().split(/\s+/)[0] ?? '')
    .filter((name) => name !== '');
  return { ok: word === 'running' && units.length === 0, state: `The system is "${word}"`, units };
}

/**
 * What is wrong with the scripts: those of the installation by their table, those of the first boot by their unit.
 *
 * @param table lines of status, phase, id, origin
 * @param boot properties of the unit
 */
export function judgeScripts(table: string, boot: string): string[] {
  const ofInstallation = table
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('0\t'))
    .map((line) => {
      const [status, phase, , origin] = line.split('\t');
      return `The ${phase} script of ${origin} ended with status ${status}`;
    });
  const of = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(boot)?.[1] ?? '';
  const isBad =
    of('LoadState') === 'loaded' && (of('Result') !== 'success' || of('ActiveState') !== 'active');
  return isBad
    ? [...ofInstallation, `The scripts of the first boot ended with "${of('Result')}" (${of('ActiveState')})`]
    : ofInstallation;
}

/** @param states one line for each unit, as `systemctl is-enabled` prints them */
export function judgeServices(
  units: readonly { readonly name: string; readonly enabled: boolean }[],
  states: string,
): { readonly name: string; readonly text: string }[] {
  const lines = states.trimEnd().split('\n');
  return units.flatMap(({ name, enabled }, index) => {
    const state = (lines[index] ?? '').trim() || 'not found';
    if (enabled === ENABLED.includes(state)) return [];
    // Nobody can enable what is not there
    if (!enabled && state !== 'enabled' && state !== 'enabled-runtime') return [];
    return [{ name, text: `${name} is "${state}", and should be ${enabled ? 'enabled' : 'disabled'}` }];
  });
}

/**
 * @param forth what `getent ahostsv4 NAME` prints
 * @param back what `getent hosts ADDRESS` prints
 */
export function judgeNames(name: string, address: string, forth: string, back: string): string[] {
  const addresses = [...forth.matchAll(/^(\S+)/gm)].map(([, one]) => one);
  const names = back.trim().split(/\s+/).slice(1);
  return [
    ...(addresses.includes(address)
      ? []
      : [`${name} is ${addresses.length === 0 ? 'unknown' : addresses.join(', ')}, and not ${address}`]),
    ...(names.some((one) => one === name || one.startsWith(`${name}.`))
      ? []
      : [`${address} is ${names.length === 0 ? 'nobody' : names.join(', ')}, and not ${name}`]),
  ];
}
