import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FileWrite, Script, ScriptPart } from '../../../builder/model/mod.ts';
import { renderScripts } from '../../../builder/render/script/render-script.ts';
import { chooseDelimiter, quoteShell } from '../../../builder/render/script/shell.ts';

const ORIGIN = { node: 'names', roll: 'base', file: 'nodes/names.xml', line: 7 };

function fileWrite(path: string, text: string, over: Partial<FileWrite> = {}): FileWrite {
  return { ...ORIGIN, kind: 'file', phases: ['post'], path, mode: 'create', vars: 'literal', text, ...over };
}

function script(interpreter: string, parts: readonly ScriptPart[]): Script {
  return { ...ORIGIN, element: 'post', phases: ['post'], interpreter, chroot: true, parts };
}

/** Runs rendered scripts with the real shell, in a folder of their own; `$D` in paths and texts is that folder. */
function runIn(make: (folder: string) => Script, work: (folder: string, status: number) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-script-'));
  try {
    let status = 0;
    for (const rendered of renderScripts([make(folder)])) {
      const env = { ...process.env, CAIRN_LOG: join(folder, 'log') };
      status ||= spawnSync(rendered.interpreter, ['-'], { input: rendered.text, env }).status ?? 255;
    }
    work(folder, status);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const test = suite('renderScripts(), run by the shell');

test('a literal file keeps every character', () => {
  const text = '\n$HOME `id` \\ \'quotes\' "more"\nCAIRN_END\n';
  runIn(
    (folder) => script('bash', [fileWrite(join(folder, 'new/deep/x y'), text, { perms: '0640' })]),
    (folder, status) => {
      assert.is(status, 0);
      assert.is(readFileSync(join(folder, 'new/deep/x y'), 'utf8'), text.slice(1));
      assert.is(statSync(join(folder, 'new/deep/x y')).mode & 0o777, 0o640);
    },
  );
});

test('an expanded file is expanded by the shell', () => {
  runIn(
    (folder) =>
      script('bash', [
        { kind: 'text', text: 'set -e\nWHO=world\n' },
        fileWrite(join(folder, 'x'), '\nhello $WHO $(echo again)\n', { vars: 'expanded' }),
      ]),
    (folder) => assert.is(readFileSync(join(folder, 'x'), 'utf8'), 'hello world again\n'),
  );
});

test('append adds, and the log says who wrote what', () => {
  runIn(
    (folder) => {
      writeFileSync(join(folder, 'x'), 'old\n');
      return script('sh', [fileWrite(join(folder, 'x'), '\nnew\n', { mode: 'append' })]);
    },
    (folder) => {
      assert.is(readFileSync(join(folder, 'x'), 'utf8'), 'old\nnew\n');
      const path = join(folder, 'x');
      const log = readFileSync(join(folder, 'log/files.tsv'), 'utf8');
      assert.is(log, `append\t${path}\tnames (base/nodes/names.xml:7)\n`);
      const original = join(folder, 'log/originals', path.replaceAll('/', '%2F'));
      assert.is(readFileSync(original, 'utf8'), 'old\n');
    },
  );
});

test('pipe filters the file through a command', () => {
  runIn(
    (folder) => {
      writeFileSync(join(folder, 'x'), 'b\na\n');
      return script('bash', [fileWrite(join(folder, 'x'), '\nsort | tr a-z A-Z\n', { mode: 'pipe' })]);
    },
    (folder, status) => {
      assert.is(status, 0);
      assert.is(readFileSync(join(folder, 'x'), 'utf8'), 'A\nB\n');
    },
  );
});

test('a filter that fails leaves the file and fails the script', () => {
  runIn(
    (folder) => {
      writeFileSync(join(folder, 'x'), 'kept\n');
      return script('bash', [fileWrite(join(folder, 'x'), 'false', { mode: 'pipe' })]);
    },
    (folder, status) => {
      assert.is.not(status, 0);
      assert.is(readFileSync(join(folder, 'x'), 'utf8'), 'kept\n');
    },
  );
});

test('src and expr come before the text', () => {
  runIn(
    (folder) => {
      writeFileSync(join(folder, 'from'), 'copied\n');
      const more = { src: join(folder, 'from'), expr: 'echo computed' };
      return script('bash', [fileWrite(join(folder, 'x'), '\ntext\n', more)]);
    },
    (folder) => assert.is(readFileSync(join(folder, 'x'), 'utf8'), 'computed\ncopied\ntext\n'),
  );
});

test('a file that cannot be written fails the script', () => {
  runIn(
    (folder) =>
      script('bash', [
        fileWrite(join(folder, 'x'), 'a', { owner: 'no-such-user' }),
        { kind: 'text', text: 'exit 0' },
      ]),
    (_, status) => assert.is.not(status, 0),
  );
});

test('files of a Python script are written before it runs', () => {
  runIn(
    (folder) =>
      script('python3', [
        { kind: 'text', text: `\nprint(open("${folder}/x").read(), file=open("${folder}/y", "w"))\n` },
        fileWrite(join(folder, 'x'), 'first\n'),
      ]),
    (folder) => assert.is(readFileSync(join(folder, 'y'), 'utf8'), 'first\n\n'),
  );
});

test('ids sort as the scripts run', () => {
  const ids = renderScripts(
    Array.from({ length: 12 }, () => script('sh', [{ kind: 'text', text: 'true' }])),
  ).map(({ id }) => id);
  assert.equal(ids, [...ids].sort());
  assert.is(ids[0], '001-names');
});

test.run();

const shell = suite('quoteShell()');
shell('the shell reads back every word', () => {
  for (const word of ["it's", 'a b', '$x', '', '\\', '"', '*', 'new\nline']) {
    assert.is(execFileSync('sh', ['-c', `printf %s ${quoteShell(word)}`], { encoding: 'utf8' }), word);
  }
});
shell('a delimiter is never a line of the text', () => {
  assert.is(chooseDelimiter('a\nCAIRN_END\nCAIRN_END_2\n'), 'CAIRN_END_3');
});
shell.run();
