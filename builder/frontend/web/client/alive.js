/** @typedef {import('../types.ts').AliveView} AliveView */

const EVERY_MS = 15_000;

/** @type {ReadonlyMap<string, AliveView>} */
let lives = new Map();

/** What an installed host said last; undefined where nobody knows, or there is none. @param {string} name */
export function lifeOf(name) {
  return lives.get(name);
}

/** @param {string} name */
export function isSilent(name) {
  return lives.get(name)?.isSilent === true;
}

/** What of it a row shows: where it is the same, nothing is to be drawn. @param {string} name */
export function lifeKey(name) {
  const life = lives.get(name);
  return life === undefined
    ? ''
    : `${life.isSilent} ${life.isSilent ? life.heardSeconds : ''} ${life.failedCount}`;
}

/** Asks now and then who is alive, for as long as somebody looks. @param {() => void} changed */
export function followLives(changed) {
  const ask = async () => {
    if (document.hidden) return;
    const answer = await fetch('/cairn/alive');
    if (!answer.ok) return;
    /** @type {Record<string, AliveView>} */
    const said = await answer.json();
    lives = new Map(Object.entries(said));
    changed();
  };
  const look = () => void ask().catch(() => {});
  setInterval(look, EVERY_MS);
  document.addEventListener('visibilitychange', look);
  look();
}
