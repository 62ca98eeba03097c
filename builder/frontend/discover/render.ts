import type { DiscoverLine } from './client.ts';

/**
 * What a person is told of one line: every machine once, and each change of a host.
 *
 * @param told what was said of each host and stranger; changed here
 */
export function renderDiscovery(line: DiscoverLine, told: Map<string, string>): string[] {
  switch (line.kind) {
    case 'discovery': {
      const { appliance, rack, replace } = line.data;
      const what = replace === undefined ? `${appliance}, rack ${rack}` : `a new machine for ${replace}`;
      return [`Waiting for machines (${what}): switch them on; Ctrl-C ends it`];
    }
    case 'strangers':
      return line.data.flatMap(({ mac, detail }) =>
        once(told, mac, `${mac} asked for an address${detail === '' ? '' : ` (${detail})`}`),
      );
    case 'removed':
      return once(told, line.data.name, `${line.data.name} was removed`);
    case 'host': {
      const { name, macs, address, state, phase, percent, failureReason } = line.data;
      const progress = state === 'installing' && phase !== '' ? `${phase}, ${percent} %` : state;
      const why = failureReason === '' ? '' : `: ${failureReason}`;
      // Each phase once: how far it is would be a line for every percent.
      const isNew = told.get(name) !== `${state} ${phase}${why}`;
      told.set(name, `${state} ${phase}${why}`);
      return isNew ? [`${name} (${macs.join(' ')}, ${address}) ${progress}${why}`] : [];
    }
  }
}

function once(told: Map<string, string>, key: string, text: string): string[] {
  if (told.get(key) === text) return [];
  told.set(key, text);
  return [text];
}
