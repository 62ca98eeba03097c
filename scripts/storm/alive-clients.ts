// The machines of scripts/bench --storm --alive: alive-clients.ts SERVER ROUNDS SECONDS. Reads "NAME ADDRESS" lines from
// standard input; each of them says in each round that it is alive. Prints a line at the end of each round, as JSON.
import { request } from 'node:http';
import { text } from 'node:stream/consumers';

const [server = '', rounds = '0', seconds = '0'] = process.argv.slice(2);
const machines = (await text(process.stdin))
  .trim()
  .split('\n')
  .map((line) => line.split(' ') as [string, string]);
const RELEASE = '0123456789abcdef'.repeat(4);
const QUESTION = `release=${RELEASE}&booted=1700000000&disks=/:30000000:20000000,/state:900000000:12345678&failed=1&units=a-unit.service`;

/** One word of a machine, from its own address and a port that root alone has. @returns why it was not taken */
function say([name, address]: readonly [string, string], load: string): Promise<string | undefined> {
  return new Promise((done) => {
    const asked = request(
      {
        host: server,
        path: `/boot/alive/${name}/now?${QUESTION}&load=${load}`,
        ...{ localAddress: address, localPort: 700, agent: false, timeout: 30_000 },
      },
      (response) => {
        response.resume();
        response.on('end', () => done(response.statusCode === 204 ? undefined : `${response.statusCode}`));
      },
    );
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.on('error', ({ message }) => done(message));
    asked.end();
  });
}

for (let round = 1; round <= Number(rounds); round += 1) {
  const errors: string[] = [];
  const over = new Promise((done) => setTimeout(done, Number(seconds) * 1000));
  await Promise.all(
    machines.map(async (machine, at) => {
      await new Promise((done) => setTimeout(done, (at / machines.length) * Number(seconds) * 1000));
      const why = await say(machine, `${round}.${at % 100}`);
      if (why !== undefined) errors.push(why);
    }),
  );
  await over;
  process.stdout.write(`${JSON.stringify({ round, errorCount: errors.length, error: errors[0] })}\n`);
}
