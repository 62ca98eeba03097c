import { setServerTime } from './format.js';
import { dropHost, hostNames, putHost } from './store.js';

const AGAIN_MS = 3000;

/** @type {EventSource | undefined} */
let source;
/** @type {number | undefined} */
let waiting;

/** All hosts as they are now. */
async function load() {
  const before = hostNames();
  const answer = await fetch('/cairn/hosts');
  if (!answer.ok) throw new Error(`${answer.status}`);
  setServerTime(answer.headers.get('date'));
  /** @type {readonly import('../types.ts').HostView[]} */
  const list = await answer.json();
  const names = new Set(list.map(({ name }) => name));
  // One that was added meanwhile is not in this list, and stays.
  for (const name of before) if (!names.has(name)) dropHost(name);
  for (const host of list) putHost(host);
}

/**
 * Follows all hosts, for as long as somebody looks: a browser has few connections to one server, and pages that
 * nobody sees must not keep them.
 *
 * @param {{ readonly changed: () => void, readonly rolled: () => void, readonly linked: (isLive: boolean, text: string) => void }} listener
 */
export function followHosts(listener) {
  const open = () => {
    clearTimeout(waiting);
    source?.close();
    const opened = new EventSource('/cairn/events');
    source = opened;
    opened.onopen = () => {
      listener.linked(true, 'Live');
      // What changed while there was no connection.
      load().then(listener.changed, () => {});
      listener.rolled();
    };
    opened.onerror = () => {
      listener.linked(false, 'Connection lost, trying again');
      // The browser tries again by itself after a cut, but not after an answer that was no stream.
      if (opened.readyState === EventSource.CLOSED && source === opened) waiting = setTimeout(open, AGAIN_MS);
    };
    opened.addEventListener('host', ({ data }) => {
      putHost(JSON.parse(data));
      listener.changed();
    });
    opened.addEventListener('rollouts', listener.rolled);
    opened.addEventListener('removed', ({ data }) => {
      dropHost(JSON.parse(data).name);
      listener.changed();
    });
  };
  const close = () => {
    clearTimeout(waiting);
    source?.close();
    source = undefined;
  };
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) close();
    else if (source === undefined) open();
  });
  window.addEventListener('pagehide', close);
  window.addEventListener('pageshow', () => source ?? open());
  open();
}
