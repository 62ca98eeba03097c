import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const builder = resolve('builder');

/** What is loaded before a command runs: everything that `main.ts` imports other than by `import()`. */
function collectStaticImports(entry: string): string[] {
  const seen = new Set<string>();
  const pending = [entry];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, type, from] of text.matchAll(/^(?:import|export) (type )?[^;]*?from '([^']+)'/gm)) {
      if (type !== undefined) continue;
      if (from!.startsWith('.')) pending.push(join(dirname(file), from!));
      else seen.add(from!);
    }
  }
  return [...seen].map((name) => (name.startsWith('/') ? relative(builder, name) : name)).sort();
}

const test = suite('the command line');
test('loads the bodies of its commands only when they run', () => {
  const loaded = collectStaticImports(join(builder, 'cli/main.ts'));
  const heavy = loaded.filter((name) => !/^(?:commander|model\/(?!files\/)|cli\/)/.test(name));
  assert.equal(heavy, [], 'so that cairn --help answers at once');
  assert.ok(loaded.includes('commander') && loaded.includes('cli/build/command.ts'));
});
test.run();
