import { createInterface } from 'node:readline';
import { approveMachine, readDiscovery } from '../../frontend/discover/client.ts';
import { renderDiscovery } from '../../frontend/discover/render.ts';
import type { Administrator, DiscoveryWish } from '../../frontend/state/mod.ts';
import { readAdministrator } from '../frontend/administrator.ts';
import { printJsonLine, printLine, printText } from '../terminal/report.ts';
import { createApprover } from './approve.ts';
import { showDiscovery } from './discover-screen.ts';
import type { DiscoverOptions } from './on-many.ts';

type Wish = DiscoveryWish & { readonly by: Administrator };

/** `cairn discover`: ends with Ctrl-C, and with it the discovery. @throws {BuildError} USAGE, SERVICE_UNREACHABLE */
export async function runDiscover(options: DiscoverOptions): Promise<void> {
  const { appliance, rack, replace, count, rate, ask, json = false } = options;
  // Ctrl-C is how a discovery ends, and no failure: the service closes it when this process is gone.
  const end = (): void => process.exit(0);
  process.once('SIGINT', end);
  try {
    const wish: Wish = {
      by: await readAdministrator(),
      ...{ appliance, rack, count, perMinute: rate },
      ...(replace === undefined ? {} : { replace }),
      ...(ask === true ? { approval: 'ask' } : {}),
    };
    await follow(wish, json);
  } finally {
    process.removeListener('SIGINT', end);
  }
}

async function follow(wish: Wish, json: boolean): Promise<void> {
  if (json) return readDiscovery(wish, (line) => printJsonLine(line));
  if (wish.approval === 'ask') return askForEach(wish);
  if (process.stdout.isTTY === true) return showDiscovery((onLine) => readDiscovery(wish, onLine));
  const told = new Map<string, string>();
  return readDiscovery(wish, (line) => {
    for (const text of renderDiscovery(line, told)) printLine(text);
  });
}

/** Lines as without a terminal, and a question for each machine that has asked for something since. */
async function askForEach(wish: Wish): Promise<void> {
  const reader = createInterface({ input: process.stdin, terminal: false });
  const answers = reader[Symbol.asyncIterator]();
  const approve = createApprover({
    ask: async (question) => {
      printText(question);
      const { value, done } = await answers.next();
      return done === true ? undefined : value;
    },
    approve: (mac) => approveMachine(mac, wish.by),
    print: printLine,
  });
  const told = new Map<string, string>();
  try {
    await readDiscovery(wish, (line) => {
      for (const text of renderDiscovery(line, told)) printLine(text);
      approve(line);
    });
  } finally {
    reader.close();
  }
}
