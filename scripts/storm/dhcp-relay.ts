import { createSocket } from 'node:dgram';

/** Asks for addresses in the name of machines, as a DHCP relay does: no raw sockets are needed. */
export interface DhcpRelay {
  /** DISCOVER, OFFER, REQUEST, ACK. @returns the address */
  readonly ask: (mac: string, attempts?: number) => Promise<string>;
  readonly close: () => void;
}

const [DISCOVER, OFFER, REQUEST, ACK] = [1, 2, 3, 5] as const;
const COOKIE = Buffer.from([0x63, 0x82, 0x53, 0x63]);
const RETRY_MS = 2000;

/** @param address of the relay, to which the server answers */
export async function openDhcpRelay(address: string, server: string): Promise<DhcpRelay> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
  const waiting = new Map<number, (kind: number, offered: string) => void>();
  await new Promise<void>((done) => socket.bind(67, address, done));
  socket.on('message', (message) => {
    // 4: transaction, 16: yiaddr, 240: options
    const kind = optionOf(message, 53)?.[0];
    if (message.length > 240 && kind !== undefined)
      waiting.get(message.readUInt32BE(4))?.(kind, [...message.subarray(16, 20)].join('.'));
  });
  let next = 1;
  const exchange = async (id: number, packet: Buffer, wanted: number, attempts: number): Promise<string> => {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const answer = await new Promise<string | undefined>((resolve) => {
        const timer = setTimeout(() => resolve(undefined), RETRY_MS);
        waiting.set(id, (kind, offered) => {
          if (kind !== wanted) return;
          clearTimeout(timer);
          resolve(offered);
        });
        socket.send(packet, 67, server);
      });
      if (answer !== undefined) return answer;
    }
    throw new Error(`No answer of type ${wanted} from DHCP`);
  };
  return {
    ask: async (mac, attempts = 10) => {
      const id = next;
      next += 1;
      const offered = await exchange(id, encode(id, mac, address, [53, 1, DISCOVER]), OFFER, attempts);
      const wish = [
        53,
        1,
        REQUEST,
        50,
        4,
        ...offered.split('.').map(Number),
        54,
        4,
        ...server.split('.').map(Number),
      ];
      const given = await exchange(id, encode(id, mac, address, wish), ACK, attempts);
      waiting.delete(id);
      return given;
    },
    close: () => socket.close(),
  };
}

function encode(id: number, mac: string, relay: string, options: readonly number[]): Buffer {
  const head = Buffer.alloc(236);
  head.set([1, 1, 6, 1], 0); // op, htype, hlen, hops
  head.writeUInt32BE(id, 4);
  head.set(relay.split('.').map(Number), 24); // giaddr
  head.set(Buffer.from(mac.replaceAll(':', ''), 'hex'), 28); // chaddr
  // 93: architecture, BIOS; 175: iPXE
  return Buffer.concat([head, COOKIE, Buffer.from([...options, 93, 2, 0, 0, 175, 1, 0, 255])]);
}

function optionOf(message: Buffer, wanted: number): Buffer | undefined {
  for (let at = 240; at < message.length && message[at] !== 255; ) {
    if (message[at] === 0) at += 1;
    else {
      const length = message[at + 1] ?? 0;
      if (message[at] === wanted) return message.subarray(at + 2, at + 2 + length);
      at += 2 + length;
    }
  }
  return undefined;
}
