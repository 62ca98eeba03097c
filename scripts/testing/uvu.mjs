// uvu, whose tests say when they begin, in the order that the runner wants: see run-child.ts.
import * as uvu from 'uvu';

export function suite(name = '', state = {}) {
  const inner = uvu.suite(name, state);
  let collected = [];
  const collect = (add) => (title, handler) => {
    const begin = (context) => {
      globalThis.CAIRN_TESTS?.begin(name, title);
      return handler(context);
    };
    collected.push(() => add(title, begin));
  };
  return Object.assign(collect(inner), {
    only: collect(inner.only),
    skip: inner.skip,
    before: inner.before,
    after: inner.after,
    run: () => {
      for (const add of globalThis.CAIRN_TESTS?.arrange(collected) ?? collected) add();
      collected = [];
      inner.run();
    },
  });
}

export const test = suite();
