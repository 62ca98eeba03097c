import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

/** Between one network card and the wire: what the machine sends passes through here first. */
export interface PlainPxe {
  /** For QEMU, after those of planCard. */
  readonly arguments: readonly string[];
  /** How many DHCP packets were changed. */
  readonly changed: () => number;
  readonly stop: () => void;
}

/** iPXE's own features, by which a server knows it. */
const IPXE_OPTION = 175;
/** Unassigned: every server passes over it. */
const OTHER_OPTION = 254;
const DHCP_SERVER_PORT = 67;
const [ETHERNET, UDP, OPTIONS] = [14, 8, 240] as const;

/**
 * Makes QEMU's BIOS network boot look like that of a network card, which is no iPXE: DHCP's option 175 gets another
 * number. The server then answers as for any PXE, with PXELINUX.
 *
 * @param card the name of the card's `-netdev`: its tap
 * @param folder for two sockets; a short path
 */
export async function startPlainPxe(card: string, folder: string): Promise<PlainPxe> {
  let changed = 0;
  let back: Socket | undefined;
  const paths = { out: join(folder, `${card}-out`), back: join(folder, `${card}-in`) };
  const servers = await Promise.all([
    listen(paths.out, (socket) =>
      followFrames(socket, (frame) => {
        if (hideIpxe(frame)) changed += 1;
        const length = Buffer.alloc(4);
        length.writeUInt32BE(frame.length);
        back?.write(Buffer.concat([length, frame]));
      }),
    ),
    listen(paths.back, (socket) => {
      back = socket;
      socket.on('error', () => {});
    }),
  ]);
  return {
    arguments: [
      ...['-chardev', `socket,id=${card}-out,path=${paths.out}`],
      ...['-chardev', `socket,id=${card}-in,path=${paths.back}`],
      // What a machine sends passes the last filter first: what comes back here must not meet the other again.
      ...['-object', `filter-redirector,id=${card}-pxe-in,netdev=${card},queue=rx,indev=${card}-in`],
      ...['-object', `filter-redirector,id=${card}-pxe,netdev=${card},queue=rx,outdev=${card}-out`],
    ],
    changed: () => changed,
    stop: () => {
      for (const server of servers) server.close();
    },
  };
}

async function listen(path: string, onSocket: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onSocket);
  await new Promise<void>((done) => server.listen(path, done));
  server.unref();
  return server;
}

/** QEMU's framing: four bytes of length, then the packet. */
function followFrames(socket: Socket, onFrame: (frame: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE(0)) {
      const end = 4 + rest.readUInt32BE(0);
      onFrame(Buffer.from(rest.subarray(4, end)));
      rest = rest.subarray(end);
    }
  });
}

/** Renumbers the option in a DHCP packet to a server, in place. @returns whether there was one */
function hideIpxe(frame: Buffer): boolean {
  const udp = ETHERNET + (frame[ETHERNET]! & 15) * 4;
  const isUdp = frame.length > udp + UDP + OPTIONS && frame.readUInt16BE(12) === 0x0800 && frame[23] === 17;
  if (!isUdp || frame.readUInt16BE(udp + 2) !== DHCP_SERVER_PORT) return false;
  for (let at = udp + UDP + OPTIONS; at + 1 < frame.length && frame[at] !== 255; ) {
    if (frame[at] === IPXE_OPTION) {
      frame[at] = OTHER_OPTION;
      // 0: sent without a checksum, as UDP over IPv4 allows.
      frame.writeUInt16BE(0, udp + 6);
      return true;
    }
    at += frame[at] === 0 ? 1 : 2 + frame[at + 1]!;
  }
  return false;
}
