import { byId, make, makeLink, setText } from './dom.js';
import { countOf, formatSince, formatTime } from './format.js';
import { hostLink } from './route.js';
import { findHost } from './store.js';

/** @typedef {import('../types.ts').RolloutView} RolloutView */
/** @typedef {RolloutView['hosts'][number]} Row */
/** @typedef {import('../types.ts').ReleaseView} ReleaseView */

/** Rollouts change as fast as their hosts do: they are asked for so often at most. */
const EVERY_MS = 700;
/** Hosts of a rollout that are shown with words; all of them have a tile. */
const MOST_ROWS = 50;
/** How a host of a step looks; one that is under way looks as it does elsewhere. */
const LOOKS = /** @type {const} */ ({
  waiting: 'new',
  draining: 'starting',
  beginning: 'starting',
  begun: 'starting',
  good: 'ready',
  failed: 'failed',
  gone: 'new faint',
});
/** Steps of which somebody wants to read more. */
const TOLD = new Set(['draining', 'beginning', 'begun', 'failed']);

const box = byId('rollouts');
const list = byId('rollout-list');
const none = byId('no-rollouts');
/** @type {readonly RolloutView[]} */
let rollouts = [];
/** What changes with a host, too. @type {{ readonly element: HTMLElement, readonly row: Row, readonly draw: (element: HTMLElement, row: Row) => void }[]} */
let drawn = [];
let isOpen = false;
let isWaiting = false;

/** Shows rollouts for as long as they are looked at. @param {boolean} open */
export function showRollouts(open) {
  const wasOpen = isOpen;
  isOpen = open;
  box.hidden = !open;
  if (open && !wasOpen) void load();
}

/** They have changed: whoever looks sees them as they are now. */
export function renewRollouts() {
  if (!isOpen || isWaiting) return;
  isWaiting = true;
  setTimeout(() => {
    isWaiting = false;
    void load();
  }, EVERY_MS);
}

async function load() {
  try {
    const [answer, releases] = await Promise.all([fetch('/cairn/rollouts'), fetch('/cairn/releases')]);
    if (releases.ok) showReleases(await releases.json());
    if (!answer.ok) return;
    rollouts = await answer.json();
    none.hidden = rollouts.length > 0;
    drawn = [];
    list.replaceChildren(...rollouts.map(describeRollout));
  } catch {
    // The connection is lost, and the page says so; with the next one it asks again.
  }
}

/** @param {readonly ReleaseView[]} releases */
function showReleases(releases) {
  byId('releases').hidden = releases.length === 0;
  byId('release-rows').replaceChildren(...releases.map(describeRelease));
}

/** @param {ReleaseView} release */
function describeRelease({ id, name, version, isInUse, runs, gets }) {
  const head = make('th', '', id);
  head.scope = 'row';
  const row = make(
    'tr',
    '',
    head,
    make('td', '', `${name} ${version}`),
    make('td', '', isInUse ? 'in use' : ''),
  );
  for (const { count, hosts } of [runs, gets])
    row.append(make('td', 'names', countOf(count, 'machine'), make('small', 'under', hosts)));
  return row;
}

/** Hosts have changed, and time has gone on. */
export function drawRollouts() {
  if (!isOpen) return;
  for (const { element, row, draw } of drawn) draw(element, row);
}

/** @param {RolloutView} rollout */
function describeRollout(rollout) {
  const { id, kind, state, reason, atOnce, stopAfter, drainSeconds, madeSeconds, hosts } = rollout;
  const mark = make('span', `state ${stateLook(rollout)}`, state);
  const title = make('h2', '', `Rollout ${id}: ${kind} `, mark);
  title.id = `rollout-${id}`;
  const what = [
    `${atOnce} at once`,
    `stops after ${countOf(stopAfter, 'failure')}`,
    ...(drainSeconds === undefined ? [] : ['hosts are drained first']),
  ].join(', ');
  const time = make('time', '', formatSince(madeSeconds));
  time.title = formatTime(madeSeconds);
  const head = make('p', '', `${countHosts(hosts)}; ${what}; begun `, time, ' ago');
  const waves = [...new Set(hosts.map(({ wave }) => wave))].map((wave) => describeWave(rollout, wave));
  const told = hosts.filter(({ step }) => TOLD.has(step));
  const section = make(
    'section',
    'rollout',
    title,
    head,
    ...(reason === '' ? [] : [make('p', 'callout', `Stopped: ${reason}`)]),
    make('div', 'waves', ...waves),
    ...(told.length === 0 ? [] : [describeRows(told)]),
  );
  section.setAttribute('aria-labelledby', title.id);
  return section;
}

/** @param {RolloutView} rollout */
function stateLook({ state, hosts }) {
  if (state === 'running' || state === 'stopping') return 'installing';
  return state === 'stopped' || hosts.some(({ step }) => step === 'failed') ? 'failed' : 'ready';
}

/** @param {readonly Row[]} hosts */
function countHosts(hosts) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { step } of hosts) counts.set(step, (counts.get(step) ?? 0) + 1);
  return `${countOf(hosts.length, 'host')}: ${[...counts].map(([step, count]) => `${count} ${step}`).join(', ')}`;
}

/** @param {RolloutView} rollout @param {number} wave */
function describeWave({ hosts }, wave) {
  const rows = hosts.filter((row) => row.wave === wave);
  const tiles = rows.map((row) => {
    const tile = makeLink(hostLink(row.host), 'tile', '');
    drawn.push({ element: tile, row, draw: paintTile });
    paintTile(tile, row);
    return tile;
  });
  return make('div', 'wave', make('small', 'under', `Wave ${wave}`), make('div', 'rack', ...tiles));
}

/** @param {HTMLElement} tile @param {Row} row */
function paintTile(tile, row) {
  const host = findHost(row.host);
  const isUnderWay = (row.step === 'beginning' || row.step === 'begun') && host !== undefined;
  const isBusy = isUnderWay && host.state === 'installing';
  const look = `tile ${isBusy ? 'installing' : LOOKS[row.step]}`;
  if (tile.className !== look) tile.className = look;
  tile.style.setProperty('--done', `${isBusy ? host.percent : 100}%`);
  const text = `${row.host}: ${describeRow(row)}`;
  if (tile.title !== text) tile.title = text;
  tile.setAttribute('aria-label', text);
}

/** @param {Row} row */
function describeRow({ host: name, step, why }) {
  if (why !== '') return `${step}: ${why}`;
  const host = findHost(name);
  if (host === undefined || (step !== 'beginning' && step !== 'begun')) return step;
  return host.state === 'installing'
    ? `${host.state}, ${host.phase} ${host.percent} %`
    : `${step}, ${host.state}`;
}

/** @param {readonly Row[]} told */
function describeRows(told) {
  const lines = told.slice(0, MOST_ROWS).map((row) => {
    const text = make('span', row.step === 'failed' ? 'why' : '', describeRow(row));
    drawn.push({ element: text, row, draw: (element) => setText(element, describeRow(row)) });
    return make('li', '', makeLink(hostLink(row.host), 'name', row.host), ' ', text);
  });
  const hidden = told.length - lines.length;
  const more = hidden === 0 ? [] : [make('li', '', `And ${countOf(hidden, 'more host')}.`)];
  return make('ul', '', ...lines, ...more);
}
