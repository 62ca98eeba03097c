import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeAr } from '../../fakes/ar.ts';
import { parseDeb822 } from '../../../builder/formats/deb822.ts';
import { BuildError } from '../../../builder/model/mod.ts';

const folder = dirname(fileURLToPath(import.meta.url));
const test = suite('malformed Debian formats');

// CODE--what[-LINE].ext: the file's name is the expected error and its line.
for (const name of readdirSync(folder).filter((name) => !name.endsWith('.ts'))) {
  const match = /^([A-Z0-9_]+)--.*?(?:-(\d+))?\.(ar|deb822)$/.exec(name);
  if (match === null) throw new Error(`Cannot tell the expected error from "${name}"`);
  const [, code, line, kind] = match;
  test(name, () => {
    const bytes = readFileSync(join(folder, name));
    const work = (): unknown => (kind === 'ar' ? decodeAr(bytes, name) : parseDeb822(bytes.toString(), name));
    assert.throws(work, (error: unknown) => {
      assert.instance(error, BuildError);
      const [problem] = (error as BuildError).problems;
      assert.is(problem?.code, code);
      assert.is(problem?.place?.file, name);
      if (line !== undefined) assert.is(problem?.place?.line, Number(line));
      return true;
    });
  });
}

test.run();
