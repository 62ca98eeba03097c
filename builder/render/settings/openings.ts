import { formatPortRange, type Opening, type PortRange } from '../../model/mod.ts';
import { fileOf, type SettingFile } from './setting-file.ts';

/**
 * Rules for nftables, into the chain "cairn" of the table "inet filter", where packets come that nobody has let in or turned
 * away yet. After rules that turn packets away, which have lower numbers.
 */
export function renderOpenings(openings: readonly Opening[] = []): readonly SettingFile[] {
  return fileOf('/etc/nftables.d/50-openings.nft', openings, rulesOf);
}

/** One for each network and protocol: networks in one set must not lie in each other. */
function rulesOf({ networks, protocols, ports, sourcePorts }: Opening): readonly string[] {
  const sources = networks.length === 0 ? [''] : networks.map(fromNetwork);
  const kinds = protocols.length === 0 ? [''] : protocols.map(toPorts);
  return sources.flatMap((source) =>
    kinds.map((kind) => `add rule inet filter cairn ${source}${kind}accept`),
  );

  function toPorts(protocol: string): string {
    const matches = [
      ...(sourcePorts.length === 0 ? [] : [`${protocol} sport ${setOf(sourcePorts)} `]),
      ...(ports.length === 0 ? [] : [`${protocol} dport ${setOf(ports)} `]),
    ];
    return matches.length === 0 ? `meta l4proto ${protocol} ` : matches.join('');
  }
}

function fromNetwork(network: string): string {
  return `${network.includes(':') ? 'ip6' : 'ip'} saddr ${network} `;
}

function setOf(ranges: readonly PortRange[]): string {
  const words = ranges.map(formatPortRange);
  return words.length === 1 ? words[0]! : `{ ${words.join(', ')} }`;
}
