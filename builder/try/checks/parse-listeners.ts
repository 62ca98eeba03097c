/** A port that somebody on the network may reach. */
export interface Listener {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** "0.0.0.0", "10.1.1.1", "[::]"; with the interface where there is one. */
  readonly address: string;
  /** Empty where the kernel itself listens. */
  readonly program: string;
}

/** Reads `ss -Hlntup`; what listens on the machine's own loopback alone is left out. Sorted, each once. */
export function parseListeners(text: string): Listener[] {
  const found = text.split('\n').flatMap((line): Listener[] => {
    const [protocol = '', , , , local = ''] = line.trim().split(/\s+/);
    const [, address = '', port = ''] = /^(.*):(\d+)$/.exec(local) ?? [];
    if ((protocol !== 'tcp' && protocol !== 'udp') || port === '') return [];
    if (/^(?:127\.|\[::1\])/.test(address)) return [];
    const program = /users:\(\("([^"]*)"/.exec(line)?.[1] ?? '';
    return [{ protocol, port: Number(port), address, program }];
  });
  const sorted = found.sort((a, b) => a.port - b.port || (keyOf(a) < keyOf(b) ? -1 : 1));
  return sorted.filter((one, index) => index === 0 || keyOf(one) !== keyOf(sorted[index - 1]!));
}

function keyOf({ protocol, port, address, program }: Listener): string {
  return `${protocol} ${port} ${address} ${program}`;
}

/** "22/tcp sshd, 80/tcp nginx": addresses left out. */
export function renderListeners(listeners: readonly Listener[]): string {
  const words = listeners.map(({ protocol, port, program }) => `${port}/${protocol} ${program}`.trim());
  return [...new Set(words)].join(', ');
}
