import { isSilent } from './alive.js';
import { byId, make, setText } from './dom.js';
import { listHosts } from './store.js';

/** @typedef {import('../types.ts').HostView} HostView */

const STATES = ['installing', 'starting', 'failed', 'new', 'installed', 'ready'];
/** No state, but asked for like one. */
const SILENT = 'silent';
const field = /** @type {HTMLInputElement} */ (byId('filter'));
/** @type {string | undefined} */
let state;
/** @type {ReadonlyMap<string, HTMLElement>} */
let chips = new Map();

/** Hosts of the chosen state that have every word of the filter in them. */
export function listWanted() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && state === undefined) return listHosts();
  return listHosts().filter((host) => {
    if (state !== undefined && (state === SILENT ? !isSilent(host.name) : host.state !== state)) return false;
    const text = [
      host.name,
      host.appliance,
      host.state,
      host.phase,
      host.address,
      host.failureReason,
      host.bootAction,
      isSilent(host.name) ? SILENT : '',
      ...host.macs,
    ]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** @param {() => void} changed called when something else is wanted */
export function openFilter(changed) {
  chips = new Map(['all', ...STATES, SILENT].map((name) => [name, makeChip(name, changed)]));
  byId('chips').append(...chips.values());
  field.addEventListener('input', changed);
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    field.focus();
  });
}

/** @param {string} name @param {() => void} changed */
function makeChip(name, changed) {
  const chip = make(
    'button',
    `chip ${name === 'all' ? '' : `state ${name}`}`,
    make('b', '', '0'),
    ` ${name}`,
  );
  chip.type = 'button';
  chip.addEventListener('click', () => {
    state = name === 'all' || name === state ? undefined : name;
    changed();
  });
  return chip;
}

/** How many hosts there are of each state, and which of them are shown. */
export function showCounts() {
  /** @type {Record<string, number>} */
  const counts = { all: listHosts().length };
  for (const host of listHosts()) counts[host.state] = (counts[host.state] ?? 0) + 1;
  const silent = listHosts().filter(({ name }) => isSilent(name)).length;
  if (silent > 0) counts[SILENT] = silent;
  for (const [name, chip] of chips) {
    setText(/** @type {Element} */ (chip.firstChild), String(counts[name] ?? 0));
    chip.setAttribute('aria-pressed', String((state ?? 'all') === name));
    chip.hidden = name !== 'all' && name !== state && counts[name] === undefined;
  }
}
