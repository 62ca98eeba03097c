import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { systemClock } from '../../../io/mod.ts';
import { createTextCleaner, fail } from '../../../model/mod.ts';
import { findHostLogs } from '../../frontend/host-logs.ts';
import { withState } from '../../frontend/with-state.ts';
import { printLine, printText } from '../../terminal/report.ts';
import type { HostLogOptions } from './options.ts';

const LOG_INTERVAL_MS = 500;

/** `cairn host log HOST` */
export async function runHostLog(name: string, options: HostLogOptions): Promise<void> {
  const events = await withState(async (state) => {
    const found = await state.listEvents({ host: name });
    if (found.length === 0 && (await state.findHost(name)) === undefined) {
      fail('HOST_UNKNOWN', `Host "${name}" is not known`, undefined, 'See: cairn host list');
    }
    return found;
  });
  if (options.events === true) {
    for (const { timeSeconds, kind, text } of events) {
      printLine(`${new Date(timeSeconds * 1000).toISOString()} ${kind} ${text}`.trimEnd());
    }
    return;
  }
  const file = join(await findHostLogs(), `${name}.log`);
  const size = await sizeOf(file);
  if (size === undefined && options.follow !== true) {
    printLine(`Host "${name}" has written no log yet; what was seen of it: cairn host log --events ${name}`);
    return;
  }
  await copyLog(file, options.follow === true);
}

/** Follows across a new installation too: a log that became shorter is read from its beginning. */
async function copyLog(file: string, follow: boolean): Promise<void> {
  const decoder = new StringDecoder('utf8');
  const cleaner = createTextCleaner();
  let position = 0;
  do {
    const size = (await sizeOf(file)) ?? 0;
    if (size < position) position = 0;
    if (size > position) {
      for await (const chunk of createReadStream(file, { start: position, end: size - 1 })) {
        printText(cleaner.push(decoder.write(chunk as Buffer)));
      }
      position = size;
    }
    if (follow) await systemClock.sleep(LOG_INTERVAL_MS);
  } while (follow);
  printText(cleaner.push(decoder.end()) + cleaner.end());
}

async function sizeOf(file: string): Promise<number | undefined> {
  return (await stat(file).catch(() => undefined))?.size;
}
