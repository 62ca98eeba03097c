import { followLives } from './alive.js';
import { showDescription } from './description.js';
import { byId, setCurrent, setText } from './dom.js';
import { listWanted, openFilter, showCounts } from './filter.js';
import { showGraph } from './graph.js';
import { closeLog, openLog } from './log.js';
import { showPlan } from './plan.js';
import { drawRollouts, renewRollouts, showRollouts } from './rollouts.js';
import { hostLink, readRoute } from './route.js';
import { openSort, sortHosts } from './sort.js';
import { findHost, listHosts } from './store.js';
import { followHosts } from './stream.js';
import { openTable, showTable, showTimes } from './table.js';
import { showTiles } from './tiles.js';

const EVERY_MS = 3000;
const side = byId('side');
let route = readRoute();
let isDrawing = false;
/** Revision of the host whose description is shown, and when it was asked for. */
let described = { revision: -1, atMs: 0 };

/** Draws at most once for each picture of the screen, however many events come. */
function draw() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    const wanted = listWanted();
    showCounts();
    showTiles(wanted);
    showTable(sortHosts(wanted), route.host);
    drawRollouts();
    drawSide();
  });
}

function drawSide() {
  const host = findHost(route.host ?? '');
  const mark = byId('side-state');
  mark.className = `state ${host?.state ?? ''}`;
  setText(
    mark,
    host === undefined ? '' : host.state === 'installing' ? `${host.state}, ${host.percent} %` : host.state,
  );
  if (host === undefined || route.part !== 'about' || host.revision === described.revision) return;
  // An installer tells much; its host is described anew now and then.
  const nowMs = performance.now();
  if (described.revision >= 0 && nowMs - described.atMs < EVERY_MS - 100) return;
  described = { revision: host.revision, atMs: nowMs };
  void showDescription(host.name);
}

/** Shows what the address says. */
function turn() {
  const before = route;
  route = readRoute();
  const isGraph = route.view === 'graph';
  byId('hosts').hidden = route.view !== 'hosts';
  byId('graph').hidden = !isGraph;
  for (const view of /** @type {const} */ (['hosts', 'rollouts', 'graph']))
    setCurrent(byId(`to-${view}`), view === route.view);
  if (isGraph) showGraph(route.appliance);
  showRollouts(route.view === 'rollouts');
  side.hidden = route.host === undefined;
  document.body.classList.toggle('aside', !side.hidden);
  closeLog();
  if (route.host !== undefined) turnSide(route.host, before.host !== route.host);
  else if (before.host !== undefined) focusRow(before.host);
  draw();
}

/** @param {string} name @param {boolean} isOther */
function turnSide(name, isOther) {
  const { part: shown } = route;
  const isLog = shown === 'log';
  setText(byId('name'), name);
  for (const [id, part] of /** @type {const} */ ([
    ['to-about', 'about'],
    ['to-log', 'log'],
    ['to-plan', 'plan'],
  ])) {
    const link = byId(id);
    link.setAttribute('href', hostLink(name, part));
    setCurrent(link, part === route.part);
  }
  byId('about').hidden = shown !== 'about';
  byId('log').hidden = !isLog;
  byId('plan').hidden = shown !== 'plan';
  byId('log-tools').hidden = !isLog;
  side.scrollTop = 0;
  described = { revision: -1, atMs: 0 };
  if (isLog) openLog(name);
  else if (shown === 'plan') void showPlan(name);
  else if (findHost(name) === undefined) void showDescription(name);
  // Whoever reads by ear or by keys goes on here.
  if (isOther) byId('name').focus({ preventScroll: true });
}

/** @param {string} name */
function focusRow(name) {
  /** @type {HTMLElement | null} */
  const link = document.querySelector(`tr[data-host="${CSS.escape(name)}"] a`);
  link?.focus({ preventScroll: true });
}

window.addEventListener('hashchange', turn);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !side.hidden) location.hash = '#/hosts';
});
// A whole row opens its host; its links work as links do.
byId('rows').addEventListener('click', ({ target }) => {
  if (!(target instanceof Element) || target.closest('a') !== null || getSelection()?.isCollapsed === false)
    return;
  const name = /** @type {HTMLElement | null} */ (target.closest('tr'))?.dataset['host'];
  if (name !== undefined) location.hash = hostLink(name);
});
setInterval(() => {
  showTimes(listHosts());
  drawSide();
}, EVERY_MS);
openFilter(draw);
openSort(draw);
openTable(draw);
turn();
followLives(draw);
followHosts({
  changed: draw,
  rolled: renewRollouts,
  linked: (isLive, text) => {
    const link = byId('link');
    setText(link, text);
    link.className = isLive ? 'live' : 'lost';
  },
});
