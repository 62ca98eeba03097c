import { byId, make, makeLink } from './dom.js';
import { formatBytes, formatTime } from './format.js';

/** @typedef {import('../types.ts').HostDetails} HostDetails */

const box = byId('about');
let asked = 0;

/** What a host is and gets. @param {string} name */
export async function showDescription(name) {
  asked += 1;
  const mine = asked;
  if (box.dataset['host'] !== name) box.replaceChildren(make('p', 'note', 'Reading the description'));
  const parts = await read(name).catch((/** @type {Error} */ error) => [
    make('p', 'note', `No description: ${error.message}`),
  ]);
  if (mine !== asked) return;
  // What somebody opened or closed stays so when the same host is shown anew.
  for (const part of box.dataset['host'] === name ? parts : []) {
    const before = part.id === '' ? null : document.getElementById(part.id);
    if (part instanceof HTMLDetailsElement && before instanceof HTMLDetailsElement) part.open = before.open;
  }
  box.replaceChildren(...parts);
  box.dataset['host'] = name;
}

/** @param {string} name @returns {Promise<readonly HTMLElement[]>} */
async function read(name) {
  const answer = await fetch(`/cairn/hosts/${encodeURIComponent(name)}`);
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error ?? String(answer.status));
  return describe(await answer.json());
}

/** @param {HostDetails} details */
function describe({ host, life, attributes, events, problems, rolls, nodes, contents }) {
  const colors = new Map(rolls.map(({ name, color }) => [name, color]));
  const set = Object.entries(attributes).flatMap(([scope, values]) =>
    Object.entries(values ?? {}).map(([name, value]) => describeAttribute(scope, name, value)),
  );
  const reason = host.state === 'failed' ? host.failureReason : `Last time: ${host.failureReason}`;
  return [
    listFacts(host, life),
    ...(host.failureReason === ''
      ? []
      : [make('p', host.state === 'failed' ? 'callout' : 'callout past', reason)]),
    ...problems.map((problem) => make('p', 'callout', problem)),
    ...section('Events', 'items', [...events].reverse().map(describeEvent), true),
    ...section('Attributes set here', 'items', set),
    ...section(
      'Nodes',
      'items columns',
      nodes.map((node) => describeNode(node, colors.get(node.roll))),
      true,
    ),
    ...contents.flatMap(({ title, columns, items }) =>
      section(title, columns ? 'items columns' : 'items', items.map(describeItem)),
    ),
  ];
}

/** @param {HostDetails['host']} host @param {HostDetails['life']} life */
function listFacts(host, life) {
  const appliance = makeLink(`#/graph/${encodeURIComponent(host.appliance)}`, '', host.appliance);
  appliance.title = 'Show it in the graph';
  /** @type {readonly (readonly [string, Node | string])[]} */
  const facts = [
    ['Appliance', appliance],
    ['Place', `rack ${host.rack}, rank ${host.rank}`],
    ['Address', host.address],
    ['MAC', host.macs.join(' ') || 'not known yet'],
    ['Next boot', host.bootAction],
    ['Since', formatTime(host.sinceSeconds)],
    ...listLife(life),
  ];
  return make('dl', '', ...facts.flatMap(([name, value]) => [make('dt', '', name), make('dd', '', value)]));
}

/** What a host said of itself last. @param {HostDetails['life']} life @returns {readonly (readonly [string, string])[]} */
function listLife(life) {
  if (life === null) return [];
  const { isSilent, heardSeconds, word } = life;
  const heard = heardSeconds === undefined ? 'never' : formatTime(heardSeconds);
  if (word === undefined) return [['Heard', heard]];
  const { failedCount, failedUnits } = word;
  const more = failedCount > failedUnits.length ? ' ...' : '';
  return [
    ['Heard', isSilent ? `${heard}: it is silent` : heard],
    ['Runs since', formatTime(word.bootedSeconds)],
    ['Load', word.load.toFixed(2)],
    ...(failedCount === 0
      ? []
      : [/** @type {const} */ (['Failed units', `${failedCount}: ${failedUnits.join(' ')}${more}`])]),
    ...word.disks.map(
      ({ mount, sizeBytes, freeBytes }) =>
        /** @type {const} */ ([mount, `${formatBytes(freeBytes)} of ${formatBytes(sizeBytes)} free`]),
    ),
  ];
}

/** @param {HostDetails['events'][number]} event */
function describeEvent({ timeSeconds, kind, text }) {
  const time = make('time', '', formatTime(timeSeconds));
  time.dateTime = new Date(timeSeconds * 1000).toISOString();
  return make('li', `event ${kind}`, time, make('span', '', kind), make('span', '', text));
}

/** @param {string} scope @param {string} name @param {string} value */
function describeAttribute(scope, name, value) {
  return make('li', '', make('code', '', `${name} = ${value}`), aside(scope));
}

/** @param {HostDetails['nodes'][number]} node @param {string} [color] */
function describeNode({ name, roll, file }, color = '') {
  const dot = make('i', 'dot');
  dot.style.background = color;
  const item = make('li', '', dot, name, aside(roll));
  item.title = `${roll}/${file}`;
  return item;
}

/** @param {HostDetails['contents'][number]['items'][number]} item */
function describeItem({ name, code, note, place, text }) {
  const under = place === undefined ? [] : [showPlace(place)];
  if (text !== undefined) return make('li', '', foldText(make('summary', '', name, ...under), text));
  return make(
    'li',
    '',
    code === true ? make('code', '', name) : name,
    ...under,
    ...(note === undefined ? [] : [aside(note)]),
  );
}

/**
 * Text by the hundred kilobytes: it is put in when somebody wants to see it.
 *
 * @param {HTMLElement} summary
 * @param {string} text
 */
function foldText(summary, text) {
  const part = make('details', '', summary);
  part.addEventListener('toggle', () => part.append(make('pre', '', text)), { once: true });
  return part;
}

/** @param {NonNullable<HostDetails['contents'][number]['items'][number]['place']>} place */
function showPlace({ roll, file, line }) {
  return make('small', 'under', `${roll}/${file}:${line}`);
}

/** @param {string} text */
function aside(text) {
  return make('small', 'aside-note', text);
}

/**
 * A part that opens and closes; nothing when there is nothing in it.
 *
 * @param {string} title
 * @param {string} className
 * @param {readonly HTMLElement[]} items
 * @param {boolean} isOpen
 * @returns {readonly HTMLElement[]}
 */
function section(title, className, items, isOpen = false) {
  if (items.length === 0) return [];
  const heading = make(
    'summary',
    'heading',
    make('h3', '', title),
    make('small', '', items.length.toLocaleString('en')),
  );
  const part = make('details', 'section', heading, make('ul', className, ...items));
  part.id = `about-${title}`;
  part.open = isOpen;
  return [part];
}
