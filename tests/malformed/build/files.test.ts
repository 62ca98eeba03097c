import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseRecipeFile, parseRollFile, parseSiteFile } from '../../../builder/model/files/mod.ts';

// CODE--what-LINE.KIND.yaml: the first finding is CODE on that line.
const folder = import.meta.dirname;
const parse = { recipe: parseRecipeFile, roll: parseRollFile, site: parseSiteFile } as const;
const test = suite('malformed files that people write');
for (const name of readdirSync(folder).filter((entry) => entry.endsWith('.yaml')).sort()) {
  const [, code, line, kind] = /^([A-Z_]+)--.*-(\d+)\.(recipe|roll|site)\.yaml$/.exec(name) ?? [];
  test(name, () => {
    const { value, problems } = parse[kind as keyof typeof parse](readFileSync(join(folder, name), 'utf8'), name);
    assert.is(value, undefined);
    const [first] = problems;
    assert.equal({ code: first?.code, line: first?.place?.line }, { code, line: Number(line) }, first?.message);
    assert.is(problems.length, 1, problems.map((problem) => problem.message).join('\n'));
  });
}
test.run();
