import { byId, setText } from './dom.js';
import { formatBytes } from './format.js';

const EVERY_MS = 1500;
/** What is shown at first, and how much more of the beginning at a time: a log may have 16 MB. */
const PIECE = 128 * 1024;

const box = byId('side');
const text = byId('log');
const size = byId('log-size');
const earlier = /** @type {HTMLButtonElement} */ (byId('earlier'));
const follow = /** @type {HTMLInputElement} */ (byId('follow'));

/** What is on the screen: bytes `from` to `to` of the log `id`. */
let shown = { host: '', id: '', from: 0, to: 0 };
let decoder = new TextDecoder();
/** @type {number | undefined} */
let waiting;

/** @param {string} host */
export function openLog(host) {
  closeLog();
  shown = { host, id: '', from: 0, to: 0 };
  text.replaceChildren();
  setText(size, '');
  earlier.hidden = true;
  void next(host);
}

export function closeLog() {
  clearTimeout(waiting);
  shown = { ...shown, host: '' };
}

/**
 * @param {string} host
 * @param {number} from
 */
async function ask(host, from) {
  const answer = await fetch(`/cairn/hosts/${encodeURIComponent(host)}/log?from=${from}`);
  if (!answer.ok) throw new Error(`${answer.status}`);
  const total = Number(answer.headers.get('x-log-size'));
  const id = answer.headers.get('x-log-id') ?? '';
  return { bytes: new Uint8Array(await answer.arrayBuffer()), total, id };
}

/** Shows what is new, and looks again later. @param {string} host */
async function next(host) {
  const again = await step(host).catch(() => false);
  if (shown.host !== host) return;
  waiting = setTimeout(() => next(host), again ? 0 : EVERY_MS);
}

/** @param {string} host @returns {Promise<boolean>} whether there is more at once */
async function step(host) {
  const got = await ask(host, shown.id === '' ? Number.MAX_SAFE_INTEGER : shown.to);
  if (shown.host !== host) return false;
  // A new installation starts a new log; a long one is shown from near its end.
  if (got.id !== shown.id) {
    const from = Math.max(0, got.total - PIECE);
    shown = { host, id: got.id, from, to: from };
    decoder = new TextDecoder();
    text.replaceChildren();
    earlier.hidden = from === 0;
    setText(size, got.id === '' ? 'The installer has written nothing yet' : formatBytes(got.total));
    return got.total > 0;
  }
  setText(size, got.id === '' ? 'The installer has written nothing yet' : formatBytes(got.total));
  if (got.bytes.length === 0) return false;
  shown.to += got.bytes.length;
  text.append(clean(decoder.decode(got.bytes, { stream: true })));
  if (follow.checked) box.scrollTop = box.scrollHeight;
  return shown.to < got.total;
}

/** Without what a terminal would obey: colors, cursors, carriage returns. @param {string} piece */
function clean(piece) {
  return piece
    .replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '')
    .replace(/\r+\n/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
}

earlier.addEventListener('click', async () => {
  const { host, from } = shown;
  const start = Math.max(0, from - PIECE);
  const got = await ask(host, start).catch(() => undefined);
  if (got === undefined || shown.host !== host || shown.from !== from || got.id !== shown.id) return;
  const below = box.scrollHeight - box.scrollTop;
  text.prepend(clean(new TextDecoder().decode(got.bytes.subarray(0, from - start))));
  box.scrollTop = box.scrollHeight - below;
  shown.from = start;
  earlier.hidden = start === 0;
});
// Whoever scrolls up wants to read, and whoever is at the end wants what comes next.
box.addEventListener('scroll', () => {
  if (shown.host !== '') follow.checked = box.scrollTop + box.clientHeight >= box.scrollHeight - 40;
});
follow.addEventListener('change', () => {
  if (follow.checked) box.scrollTop = box.scrollHeight;
});
