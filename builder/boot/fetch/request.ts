import type { Effects } from '../machine/effects.ts';

/** A definite no: asking again is no use. `status` is that of HTTP, 0 where it never came to that. */
export interface Refusal {
  readonly kind: 'refused';
  readonly status: number;
  /** "404 Not Found", "the file cannot be written". */
  readonly reason: string;
}

/** Nobody answered, the answer broke off, or the server has a bad moment: ask again. */
export interface Silence {
  readonly kind: 'unreachable';
  /** "Connection refused", "503 Service Unavailable". */
  readonly reason: string;
}

/** How one request ended. */
export type Reply<Done = { readonly kind: 'done' }> = Done | Refusal | Silence;

/** Where wget writes what the server said, and why it failed. */
const HEADERS = '/run/cairn/fetch.headers';

/** A server that says nothing for so long is asked anew. */
export const SILENCE_SECONDS = 30;

/** Answers that say "later": everything else from 400 to 499 stays as it is, however often one asks. */
const LATER = [408, 425, 429];

/** What the exit status of wget means where it says nothing itself. */
const STATUSES: Readonly<Record<number, string>> = {
  2: 'wget does not understand its own settings',
  3: 'the file cannot be written',
  4: 'the connection ended in the middle',
  5: 'the certificate is not the right one',
  6: 'name or password is wrong',
  7: 'the answer is not HTTP',
};

/** Exit status 1 to 3: this machine is at fault, not the network. */
const OWN_FAULTS = [1, 2, 3, 126, 127];

export interface RequestOptions {
  /** Called with each line of what is written to "-". */
  readonly onLine?: (line: string) => void;
  /** Where answer and errors are kept meanwhile: a name of its own for programs that run beside each other. */
  readonly headers?: string;
}

/**
 * Asks once, without any patience: that is {@link insist}'s.
 *
 * @param words of wget: where the answer goes, what is sent
 */
export function request(
  effects: Effects,
  words: readonly string[],
  url: string,
  { onLine, headers = HEADERS }: RequestOptions = {},
): Reply {
  const argv = ['wget', '-nv', '--server-response', '--tries=1', `--timeout=${SILENCE_SECONDS}`];
  effects.remove(headers);
  const status = effects.run([...argv, ...words, url], {
    log: headers,
    ...(onLine === undefined ? {} : { onLine }),
  });
  const said = effects.read(headers) ?? '';
  effects.remove(headers);
  if (status === 0) return { kind: 'done' };
  const answers = [...said.matchAll(/^\s*HTTP\/\S+ (\d{3})[ \t]*(.*)$/gm)];
  const [, code = '0', text = ''] = answers.at(-1) ?? [];
  if (Number(code) >= 400) return judgeStatus(Number(code), text);
  const reason = findReason(said, status);
  return OWN_FAULTS.includes(status)
    ? { kind: 'refused', status: 0, reason }
    : { kind: 'unreachable', reason };
}

/**
 * Whether a server that does not give what was asked for means it.
 *
 * @param status of HTTP, 300 or more
 * @param text beside it: "Not Found"
 */
export function judgeStatus(status: number, text: string): Refusal | Silence {
  const reason = `${status} ${text}`.trim();
  return status < 500 && !LATER.includes(status)
    ? { kind: 'refused', status, reason }
    : { kind: 'unreachable', reason };
}

/** The last words of wget that are neither a header (these are indented) nor its account of the transfer. */
function findReason(said: string, status: number): string {
  const words = said
    .split('\n')
    .filter((line) => /^\S/.test(line) && !/^\d{4}-\d\d-\d\d |^https?:/.test(line));
  const last = (words.at(-1) ?? '').replace(/^(?:wget|failed): */, '').replace(/\.$/, '');
  return last === '' ? (STATUSES[status] ?? `wget ended with status ${status}`) : last;
}
