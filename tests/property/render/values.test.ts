import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FileWrite, Script, ScriptPart } from '../../../builder/model/mod.ts';
import { renderScripts } from '../../../builder/render/script/render-script.ts';
import { quoteShell } from '../../../builder/render/script/shell.ts';

const SHELLS = ['sh', 'dash', 'bash'];
const ORIGIN = { node: 'n', roll: 'r', file: 'nodes/n.xml', line: 1 };

/** Text of pieces that shells care about; no NUL, which no program can be given. */
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...'\'"`\\$(){}[]*?!#&|;<>=~%^- \t\n\r'.split('')) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('$(touch hit)', '`touch hit`', "'; touch hit; '", 'EOF', 'CAIRN_END', '\\\n'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'é',
      '漢',
      '\u{1f600}',
      '\u202e',
      '\u007f',
      '\u0001',
      '&amp;',
      '%s',
      '-n',
      '~',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 4 }).map((text) => text.replaceAll('\0', '')) },
);
const value = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
const values = fc.array(value, { minLength: 1, maxLength: 60 });

/** Runs a script's rendered text in a folder of its own and gives what it printed, split at NUL. */
function runIn(program: string, text: string, read?: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-values-'));
  try {
    const env = { ...process.env, CAIRN_LOG: join(folder, 'log'), ENV: '', BASH_ENV: '' };
    const { status, stdout, stderr } = spawnSync(program, ['-'], { input: text, cwd: folder, env });
    assert.is(status, 0, stderr.toString());
    const output = read === undefined ? stdout : readFileSync(join(folder, read));
    return output.toString().split('\0').slice(0, -1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function script(
  interpreter: string,
  environment: Script['environment'],
  parts: readonly ScriptPart[],
): Script {
  const base = { ...ORIGIN, element: 'post', phases: ['post'], interpreter, chroot: true, parts } as const;
  return environment === undefined ? base : { ...base, environment };
}

function environmentOf(list: readonly string[]): Record<string, string> {
  return Object.fromEntries(list.map((text, index) => [`v${index}`, text]));
}

const test = suite('values in scripts, byte for byte');

for (const shell of SHELLS) {
  test(`${shell}: quoteShell() makes one word of any text`, () => {
    fc.assert(
      fc.property(values, (list) => {
        const words = list.map(quoteShell).join(' ');
        assert.equal(runIn(shell, `printf '%s\\0' ${words}\n`), list);
      }),
      { numRuns: 30 },
    );
  });

  test(`${shell}: an attribute in env= is the variable's value`, () => {
    fc.assert(
      fc.property(values, (list) => {
        const names = list.map((_, index) => `"$v${index}"`).join(' ');
        const text = `set -eu\nprintf '%s\\0' ${names}\n`;
        const [rendered] = renderScripts([script(shell, environmentOf(list), [{ kind: 'text', text }])]);
        assert.equal(runIn(shell, rendered!.text), list);
      }),
      { numRuns: 30 },
    );
  });

  test(`${shell}: a literal file has the value, and an expanded one the variable's`, () => {
    fc.assert(
      fc.property(value, (text) => {
        const file = (vars: FileWrite['vars'], line: string): FileWrite => {
          const body = `\n<${line}>\n`;
          return { ...ORIGIN, kind: 'file', phases: ['post'], path: 'f', mode: 'append', vars, text: body };
        };
        const parts = [
          file('literal', text),
          file('expanded', '$v'),
          { kind: 'text', text: "printf '\\0' >> f\n" } as const,
        ];
        const [rendered] = renderScripts([script(shell, { v: text }, parts)]);
        assert.equal(runIn(shell, rendered!.text, 'f'), [`<${text}>\n<${text}>\n`]);
      }),
      { numRuns: 60, examples: [['\nCAIRN_ENDé'], ['\nCé\nAé']] },
    );
  });
}

test('a program in another language finds them in its environment', () => {
  fc.assert(
    fc.property(values, (list) => {
      const program = list.map((_, index) => `print $ENV{v${index}}, "\\0";`).join('\n');
      const [rendered] = renderScripts([
        script('/usr/bin/perl -w', environmentOf(list), [{ kind: 'text', text: program }]),
      ]);
      assert.equal(runIn(rendered!.interpreter, rendered!.text), list);
    }),
    { numRuns: 30 },
  );
});

test('and its exit status and its temporary file are as without', () => {
  const rendered = renderScripts([
    script('perl', { v: '1' }, [{ kind: 'text', text: 'print $0, "\\0"; exit 7' }]),
  ]);
  const { status, stdout } = spawnSync('sh', ['-'], { input: rendered[0]!.text });
  assert.is(status, 7);
  assert.throws(() => readFileSync(stdout.toString().split('\0')[0]!), /ENOENT/);
});

test.run();
