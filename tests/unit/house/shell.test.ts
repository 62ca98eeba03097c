import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderScripts } from '../../../builder/render/script/render-script.ts';
import { listNodeScripts, type NodeScript, scriptsOf } from './node-scripts.ts';

/** Where shell scripts of ours are. */
const FOLDERS = ['builder', 'rolls', 'scripts'];

/** What shellcheck says of scripts, as "file:line: SC1234 message"; a script that is a file of its own is named by it. */
function check(scripts: readonly NodeScript[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-shell-'));
  try {
    const paths = new Map(scripts.map((script, index) => [join(folder, `${index}`), script]));
    for (const [path, { text }] of paths) writeFileSync(path, text);
    return (['bash', 'sh'] as const).flatMap((dialect) => {
      const files = [...paths].filter(([, script]) => script.dialect === dialect).map(([path]) => path);
      if (files.length === 0) return [];
      const { stdout, error } = spawnSync('shellcheck', ['-f', 'json', '-s', dialect, ...files], {
        encoding: 'utf8',
      });
      if (error !== undefined) throw new Error(`Install shellcheck (scripts/setup --test): ${error.message}`);
      const found = JSON.parse(stdout) as { file: string; line: number; code: number; message: string }[];
      return found.map(
        ({ file, line, code, message }) => `${paths.get(file)!.file}:${line}: SC${code} ${message}`,
      );
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Shell in templates: lines of the template's own language are left out. */
const TEMPLATES = ['builder/render/script/write-file.ejs', 'builder/backends/debian/directives.sh.ejs'];

function listTemplates(): NodeScript[] {
  return TEMPLATES.map((file) => {
    const text = readFileSync(file, 'utf8').replace(/^<%.*$/gm, '');
    return { file, dialect: 'sh', text };
  });
}

/** Files that a shell runs, by their first line. */
function listShellFiles(): NodeScript[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap((entry): NodeScript[] => {
        const file = join(entry.parentPath, entry.name);
        const text = readFileSync(file, 'utf8');
        const shell = /^#!\s*\S*?(?:\/env )?\b(bash|sh)\b/.exec(text)?.[1];
        return shell === undefined ? [] : [{ file, dialect: shell === 'bash' ? 'bash' : 'sh', text }];
      }),
  );
}

const test = suite('shell scripts');

test('of nodes pass shellcheck', () => {
  const scripts = listNodeScripts('rolls');
  assert.ok(scripts.length > 30);
  assert.equal(check(scripts), []);
});

test('that are files pass shellcheck', () => {
  const files = [...listShellFiles(), ...listTemplates()];
  assert.ok(files.length > 15);
  assert.equal(check(files), []);
});

test('made for a program in another language, and for files of a node, pass shellcheck', () => {
  const origin = { node: 'n', roll: 'r', file: 'nodes/n.xml', line: 1 };
  const base = {
    ...origin,
    element: 'post',
    phases: ['post'],
    chroot: true,
    environment: { a: "it's" },
  } as const;
  const write = {
    ...origin,
    kind: 'file',
    phases: ['post'],
    path: '/f',
    vars: 'literal',
    text: '\nx\n',
  } as const;
  const rendered = renderScripts([
    { ...base, interpreter: 'perl -w', parts: [{ kind: 'text', text: 'print $ENV{a}' }] },
    {
      ...base,
      interpreter: 'sh',
      parts: [
        { ...write, mode: 'create', owner: 'root.root', perms: '0644', expr: 'date', src: '/etc/x' },
        { ...write, mode: 'append' },
        { ...write, mode: 'pipe', text: 'cat' },
      ],
    },
  ]);
  assert.equal(check(rendered.map(({ id, text }) => ({ file: id, dialect: 'sh', text }))), []);
});

test('of a node are named by the line of the node file', () => {
  const node =
    '<node>\n<!-- <post>x $a</post> -->\n<post env="b">\nset -e\n<file name="/f">\n$x `y`\n</file>\ncat &lt; /etc/x || rm $b\n</post>\n</node>';
  const [script, ...others] = scriptsOf('n.xml', node);
  assert.is(others.length, 0);
  const found = check([script!]);
  assert.ok(
    found.some((line) => line.startsWith('n.xml:8: SC2086 ')),
    found.join('\n'),
  );
  assert.ok(
    found.every((line) => line.startsWith('n.xml:8: ')),
    found.join('\n'),
  );
});

test.run();
