// Beside the machines of scripts/bench --storm: readers.ts SERVER COUNT. So many addresses ask for all hosts, as fast as they
// are let, until they are ended.
import { request } from 'node:http';

const [server = '', count = '0'] = process.argv.slice(2);

function ask(from: string): Promise<void> {
  return new Promise((done) => {
    const asked = request(
      { host: server, path: '/cairn/hosts', localAddress: from, agent: false },
      (response) => {
        response.resume();
        response.on('close', done);
      },
    );
    asked.on('error', () => done());
    asked.end();
  });
}

async function read(from: string): Promise<never> {
  for (;;) await ask(from);
}

await Promise.all(Array.from({ length: Number(count) }, (_, at) => read(`10.1.64.${at + 1}`)));
