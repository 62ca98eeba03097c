// Knocks at every door of a frontend: probe.ts SERVER. Prints the doors that answered, one a line: "80", "53/udp" ...
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

const server = process.argv[2] ?? '';
const WAIT_MS = 1500;
const [HTTP, TLS] = [80, 8443] as const;

/** An answer is more than a connection: HTTP must say something, TLS shake hands. Other doors count when they open. */
function askTcp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket =
      port === TLS
        ? connectTls({ host: server, port, rejectUnauthorized: false })
        : connect({ host: server, port });
    const end = (answered: boolean) => (): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(WAIT_MS);
    socket.on('connect', () => {
      if (port === HTTP) socket.write('GET / HTTP/1.0\r\n\r\n');
      else if (port !== TLS) end(true)();
    });
    socket.on('secureConnect', end(true));
    socket.on('data', end(true));
    for (const event of ['timeout', 'error', 'close'] as const) socket.on(event, end(false));
  });
}

function askUdp(port: number, question: Buffer, from?: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const end = (answered: boolean): void => {
      clearTimeout(timer);
      socket.close();
      resolve(answered);
    };
    const timer = setTimeout(() => end(false), WAIT_MS);
    socket.on('message', () => end(true));
    socket.on('error', () => end(false));
    socket.bind(from, () => {
      socket.setBroadcast(true);
      socket.send(question, port, port === 67 ? '255.255.255.255' : server);
    });
  });
}

const name = Buffer.from('\x08frontend\x07cluster\x00\x00\x01\x00\x01', 'latin1');
const dns = Buffer.concat([Buffer.from([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]), name]);
const tftp = Buffer.from('\x00\x01lpxelinux.0\x00octet\x00', 'latin1');

/** DISCOVER of the machine 52:54:00:00:00:77, to be answered by broadcast. */
function encodeDiscover(): Buffer {
  const head = Buffer.alloc(236);
  head.set([1, 1, 6, 0, 0, 0, 0, 1, 0, 0, 0x80], 0);
  head.set([0x52, 0x54, 0, 0, 0, 0x77], 28);
  return Buffer.concat([head, Buffer.from([0x63, 0x82, 0x53, 0x63, 53, 1, 1, 255])]);
}

const doors = await Promise.all([
  ...[22, 53, HTTP, TLS].map(async (port) => [String(port), await askTcp(port)] as const),
  askUdp(53, dns).then((answered) => ['53/udp', answered] as const),
  askUdp(67, encodeDiscover(), 68).then((answered) => ['67/udp', answered] as const),
  askUdp(69, tftp).then((answered) => ['69/udp', answered] as const),
]);
for (const [door, answered] of doors) if (answered) process.stdout.write(`${door}\n`);
