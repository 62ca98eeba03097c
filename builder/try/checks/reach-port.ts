import type { Guest } from '../machine/guest.ts';
import { parseUdpCounts } from './parse-udp-counts.ts';

const CONNECT_SECONDS = 5;
/** Far more than a machine hears of others meanwhile. */
const DATAGRAMS = 400;
const SEND_SECONDS = 20;

/** Whether a TCP port of a machine can be reached from another one. */
export async function reachesTcp(asker: Guest, address: string, port: number): Promise<boolean> {
  // bash opens a connection by itself: nothing has to be installed
  const argv = ['bash', '-c', 'exec 3<>"/dev/tcp/$0/$1"', address, String(port)];
  return (await asker.exec(argv, { timeoutSeconds: CONNECT_SECONDS })).exitCode === 0;
}

/**
 * Whether what another machine sends to a UDP port comes through to its listener. Outside nobody can tell silence from a
 * firewall; the kernel of the machine counts what its listeners are given.
 */
export async function reachesUdp(
  asker: Guest,
  guest: Guest,
  address: string,
  port: number,
): Promise<boolean> {
  const count = async (): Promise<number> => {
    const { stdout } = await guest.exec(['sh', '-c', 'cat /proc/net/snmp; ss -Hlnu']);
    return parseUdpCounts(stdout, port);
  };
  const before = await count();
  const send = 'for turn in $(seq "$2"); do printf x >"/dev/udp/$0/$1"; done';
  await asker.exec(['bash', '-c', send, address, String(port), String(DATAGRAMS)], {
    timeoutSeconds: SEND_SECONDS,
  });
  return (await count()) - before > DATAGRAMS / 2;
}
