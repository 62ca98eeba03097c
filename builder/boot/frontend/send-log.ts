import { PROTOCOL_LIMITS } from '../../model/mod.ts';
import { type Effects, sizeOf } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import { readState } from '../machine/state.ts';
import { postFile } from './service.ts';

const INTERVAL_MS = 10_000;
/** How many bytes of each log the frontend has. */
const SENT = '/run/cairn/log-sent.json';
const CHUNK = '/run/cairn/log-chunk';
const LOGS = ['progress', 'network', 'packages', 'install'].map((name) => `${PATHS.logs}/${name}.log`);

/**
 * Sends what has come to the logs since the last time, to the frontend, until the machine restarts. What could not
 * be sent is sent with the next.
 */
export function runSendLog(effects: Effects): never {
  for (;;) {
    sendNew(effects);
    effects.sleep(INTERVAL_MS);
  }
}

/** One round over all logs. */
export function sendNew(effects: Effects): void {
  const { options } = readState(effects);
  if (options.host === undefined) return;
  const sent = JSON.parse(effects.read(SENT) ?? '{}') as Record<string, number>;
  for (const file of LOGS.filter((path) => effects.exists(path))) {
    const from = sent[file] ?? 0;
    const size = sizeOf(effects, file);
    if (size <= from) continue;
    const bytes = Math.min(size - from, PROTOCOL_LIMITS.logChunkBytes);
    const range = ['iflag=skip_bytes,count_bytes', `skip=${from}`, `count=${bytes}`];
    effects.run([PATHS.busybox, 'dd', `if=${file}`, `of=${CHUNK}`, 'bs=64k', 'status=none', ...range]);
    if (postFile(effects, `/v1/hosts/${options.host}/log`, CHUNK).kind === 'done') sent[file] = from + bytes;
  }
  effects.remove(CHUNK);
  effects.write(SENT, JSON.stringify(sent));
}
