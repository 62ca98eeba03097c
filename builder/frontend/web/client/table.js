import { isSilent, lifeKey, lifeOf } from './alive.js';
import { byId, make, makeLink, setText } from './dom.js';
import { countOf, formatSince, formatTime } from './format.js';
import { hostLink } from './route.js';
import { listHosts } from './store.js';

/** @typedef {import('../types.ts').HostView} HostView */

/** More rows make a browser slow, and nobody reads them. */
const MOST_ROWS = 400;
const body = byId('rows');
const more = byId('more');
const empty = byId('empty');
/** @type {Map<string, { readonly row: HTMLTableRowElement, key: string }>} */
const rows = new Map();
let limit = MOST_ROWS;

/** @param {() => void} changed called when more rows are wanted */
export function openTable(changed) {
  more.lastElementChild?.addEventListener('click', () => {
    limit = Number.POSITIVE_INFINITY;
    changed();
  });
}

/**
 * @param {readonly HostView[]} wanted in order
 * @param {string | undefined} chosen name of the host that is looked at
 */
export function showTable(wanted, chosen) {
  const shown = wanted.slice(0, limit);
  const names = new Set(shown.map(({ name }) => name));
  for (const [name, { row }] of rows) {
    if (names.has(name)) continue;
    row.remove();
    rows.delete(name);
  }
  let next = body.firstElementChild;
  for (const host of shown) {
    const { row } = fill(host);
    if (row === next) next = row.nextElementSibling;
    else body.insertBefore(row, next);
    row.classList.toggle('chosen', host.name === chosen);
  }
  more.hidden = shown.length === wanted.length;
  setText(
    /** @type {Element} */ (more.firstElementChild),
    `And ${countOf(wanted.length - shown.length, 'more host')}.`,
  );
  empty.hidden = wanted.length > 0;
  const none = listHosts().length === 0;
  setText(
    empty,
    none
      ? 'No host yet. Run "cairn discover --appliance compute" on the frontend, and switch a machine on.'
      : 'No host is like that.',
  );
}

/** Times go on while nothing else happens. @param {readonly HostView[]} hosts */
export function showTimes(hosts) {
  for (const host of hosts) {
    const cell = rows.get(host.name)?.row.cells[3]?.firstElementChild;
    if (cell) setText(cell, formatSince(host.sinceSeconds));
  }
}

/** @param {HostView} host */
function fill(host) {
  const known = rows.get(host.name);
  const key = `${host.revision} ${lifeKey(host.name)}`;
  if (known?.key === key) return known;
  const entry = known ?? { row: makeRow(host), key };
  entry.key = key;
  rows.set(host.name, entry);
  const [, state, progress, since, boot, address] = entry.row.cells;
  if (!state || !progress || !since || !boot || !address) return entry;
  const mark = /** @type {HTMLElement} */ (state.firstElementChild);
  mark.className = `state ${host.state}`;
  setText(mark, host.state);
  entry.row.classList.toggle('silent', isSilent(host.name));
  progress.replaceChildren(...describeProgress(host), ...describeLife(host.name));
  const time = /** @type {HTMLTimeElement} */ (since.firstElementChild);
  time.dateTime = new Date(host.sinceSeconds * 1000).toISOString();
  time.title = formatTime(host.sinceSeconds);
  setText(time, formatSince(host.sinceSeconds));
  setText(boot, host.bootAction);
  boot.classList.toggle('odd', host.bootAction === 'rescue' || host.bootAction === 'memtest');
  setText(address, host.address);
  return entry;
}

/** @param {HostView} host */
function makeRow(host) {
  const row = make('tr', 'row');
  row.dataset['host'] = host.name;
  const name = make(
    'th',
    '',
    makeLink(hostLink(host.name), 'name', host.name),
    make('small', 'under', host.appliance),
  );
  name.scope = 'row';
  const log = makeLink(hostLink(host.name, 'log'), 'log', 'Log');
  log.setAttribute('aria-label', `Log of ${host.name}`);
  row.append(
    name,
    make('td', '', make('span')),
    make('td', 'progress'),
    make('td', 'time', make('time')),
    make('td', 'wide'),
    make('td', 'wide number'),
    make('td', 'open', log),
  );
  return row;
}

/** Silence and failed units. @param {string} name @returns {readonly Node[]} */
function describeLife(name) {
  const life = lifeOf(name);
  if (life === undefined) return [];
  const { heardSeconds, failedCount } = life;
  const heard = heardSeconds === null ? 'never heard of' : `last heard of ${formatTime(heardSeconds)}`;
  return [
    ...(life.isSilent ? [make('div', 'why', `silent, ${heard}`)] : []),
    ...(failedCount === 0 ? [] : [make('small', 'under', countOf(failedCount, 'failed unit'))]),
  ];
}

/** @param {HostView} host @returns {readonly Node[]} */
function describeProgress(host) {
  const { state, phase, percent, failureReason, failures } = host;
  if (state === 'installing') {
    const bar = make('progress');
    bar.max = 100;
    bar.value = percent;
    bar.setAttribute('aria-label', `Installation of ${host.name}`);
    const told = failureReason === '' ? [] : [make('small', 'under', `Last time: ${failureReason}`)];
    return [
      make('div', 'bar', bar, make('span', 'number', `${percent} %`), make('span', '', phase)),
      ...told,
    ];
  }
  if (state === 'starting') {
    const told = failureReason === '' ? [] : [make('small', 'under', `Last time: ${failureReason}`)];
    return [...(phase === '' ? [] : [make('span', '', phase)]), ...told];
  }
  if (failureReason === '') return [];
  const where = phase === '' ? [] : [`in "${phase}" at ${percent} %`];
  const times = failures > 1 ? [`${failures} times in a row`] : [];
  return [make('div', 'why', failureReason), make('small', 'under', [...where, ...times].join(', '))];
}
