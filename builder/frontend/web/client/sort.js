import { byId } from './dom.js';

/** @typedef {import('../types.ts').HostView} HostView */
/** @typedef {'host' | 'state' | 'progress' | 'since' | 'boot' | 'address'} Column */

const STATES = ['failed', 'installing', 'starting', 'new', 'installed', 'ready'];

/** Further than an installation can be. @type {ReadonlyMap<string, number>} */
const BEYOND = new Map([
  ['installed', 1],
  ['starting', 2],
  ['ready', 3],
]);

/** What a column is sorted by; hosts that are alike there keep their order. @type {Readonly<Record<Column, (host: HostView) => string | number>>} */
const KEYS = {
  // The order that hosts have anyway: by appliance, rack and rank.
  host: () => 0,
  state: ({ state }) => STATES.indexOf(state),
  progress: ({ state, percent }) => (state === 'new' ? -1 : percent + (BEYOND.get(state) ?? 0)),
  since: ({ sinceSeconds }) => -sinceSeconds,
  boot: ({ bootAction }) => bootAction,
  address: ({ address }) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0),
};

const head = byId('head');
/** undefined: failed hosts first, others as they are. @type {Column | undefined} */
let column;
let isDown = false;

/** @param {() => void} changed called when another order is wanted */
export function openSort(changed) {
  for (const button of head.querySelectorAll('button')) {
    button.addEventListener('click', () => {
      const chosen = /** @type {Column} */ (button.dataset['column']);
      // Up, down, and as it was.
      if (column !== chosen) [column, isDown] = [chosen, false];
      else if (isDown) [column, isDown] = [undefined, false];
      else isDown = true;
      tellOrder();
      changed();
    });
  }
}

function tellOrder() {
  for (const button of head.querySelectorAll('button')) {
    const cell = button.closest('th');
    if (button.dataset['column'] !== column) cell?.removeAttribute('aria-sort');
    else cell?.setAttribute('aria-sort', isDown ? 'descending' : 'ascending');
  }
}

/** In the order that is wanted. @param {readonly HostView[]} hosts by appliance, rack and rank */
export function sortHosts(hosts) {
  if (column === undefined) {
    const failed = hosts.filter(({ state }) => state === 'failed');
    return failed.length === 0 ? hosts : [...failed, ...hosts.filter(({ state }) => state !== 'failed')];
  }
  const keyOf = KEYS[column];
  const sorted = [...hosts].sort((a, b) => {
    const [one, other] = [keyOf(a), keyOf(b)];
    return one < other ? -1 : one > other ? 1 : 0;
  });
  return isDown ? sorted.reverse() : sorted;
}
