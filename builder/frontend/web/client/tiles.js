import { byId, make } from './dom.js';
import { hostLink } from './route.js';
import { findHost, listHosts } from './store.js';

/** @typedef {import('../types.ts').HostView} HostView */

/** Fewer hosts are seen well enough in the table. */
const FEWEST = 24;
const box = byId('tiles');
/** @type {Map<string, HTMLElement>} */
const tiles = new Map();
let drawn = '';

/**
 * All hosts at a glance, a small square each, by appliance and rack. For the eye and the mouse: the table says the
 * same to everybody else.
 *
 * @param {readonly HostView[]} wanted others are faint
 */
export function showTiles(wanted) {
  const all = listHosts();
  box.hidden = all.length < FEWEST;
  if (box.hidden) return;
  const names = all.map(({ name }) => name).join(' ');
  if (names !== drawn) layOut(all);
  drawn = names;
  const isWanted = new Set(wanted);
  for (const host of all) {
    const tile = tiles.get(host.name);
    if (tile === undefined) continue;
    const className = `tile ${host.state}${isWanted.has(host) ? '' : ' faint'}`;
    if (tile.className !== className) tile.className = className;
    tile.style.setProperty('--done', `${host.state === 'installing' ? host.percent : 100}%`);
  }
}

/** @param {readonly HostView[]} all in order */
function layOut(all) {
  tiles.clear();
  box.replaceChildren();
  /** @type {HTMLElement | undefined} */
  let rack;
  let label = '';
  for (const host of all) {
    const here = `${host.appliance} ${host.rack}`;
    if (here !== label || rack === undefined) {
      rack = make('div', 'rack');
      box.append(make('div', '', make('small', 'under', here), rack));
      label = here;
    }
    const tile = make('i');
    tile.dataset['host'] = host.name;
    tiles.set(host.name, tile);
    rack.append(tile);
  }
}

/** @param {EventTarget | null} target */
function hostOf(target) {
  return target instanceof HTMLElement ? target.dataset['host'] : undefined;
}

box.addEventListener('click', ({ target }) => {
  const name = hostOf(target);
  if (name !== undefined) location.hash = hostLink(name);
});
box.addEventListener('mouseover', ({ target }) => {
  const host = findHost(hostOf(target) ?? '');
  if (host === undefined || !(target instanceof HTMLElement)) return;
  const how = host.state === 'installing' ? ` ${host.percent} %` : '';
  const doing = host.phase === '' || host.state === 'failed' ? '' : `, ${host.phase}${how}`;
  target.title = `${host.name}: ${host.state}${doing}${host.failureReason === '' ? '' : `, ${host.failureReason}`}`;
});
