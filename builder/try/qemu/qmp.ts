import { connect, type Socket } from 'node:net';

/** Why QEMU ended, in its own words: "guest-shutdown", "guest-reset", "host-signal", "host-qmp-quit", ... */
export type ShutdownReason = string;

interface Reply {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
  readonly event?: string;
  readonly data?: { readonly reason?: string };
}

/** QEMU's control socket: commands, and the reason of a shutdown. */
export class Qmp {
  readonly #socket: Socket;
  readonly #waiting: ((reply: Reply) => void)[] = [];
  #rest = '';
  shutdownReason: ShutdownReason | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => this.#take(String(chunk)));
    socket.on('close', () => {
      for (const resolve of this.#waiting.splice(0)) resolve({ error: { desc: 'QEMU has ended' } });
    });
    socket.on('error', () => {});
  }

  /** Connects as soon as QEMU has made the socket. */
  static async open(path: string, timeoutSeconds = 10): Promise<Qmp> {
    const deadlineMs = performance.now() + timeoutSeconds * 1000;
    for (;;) {
      const socket = await new Promise<Socket | undefined>((resolve) => {
        const attempt = connect(path, () => resolve(attempt));
        attempt.once('error', () => resolve(undefined));
      });
      if (socket !== undefined) {
        const qmp = new Qmp(socket);
        await qmp.execute('qmp_capabilities');
        return qmp;
      }
      if (performance.now() > deadlineMs) throw new Error(`QEMU made no control socket ${path}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Runs one command of QMP and gives what it returns. */
  async execute(command: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const reply = await new Promise<Reply>((resolve) => {
      if (this.#socket.destroyed) return resolve({ error: { desc: 'QEMU has ended' } });
      this.#waiting.push(resolve);
      this.#socket.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
    });
    if (reply.error !== undefined) throw new Error(`QEMU refused "${command}": ${reply.error.desc}`);
    return reply.return;
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const reply = JSON.parse(line) as Reply;
      if (reply.event === 'SHUTDOWN') this.shutdownReason = reply.data?.reason ?? 'unknown';
      if ('return' in reply || reply.error !== undefined) this.#waiting.shift()?.(reply);
    }
  }
}
