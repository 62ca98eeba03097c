import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of one script of a node file, each line where it stands in that file. */
export interface NodeScript {
  /** "rolls/base/nodes/time.xml". */
  readonly file: string;
  readonly dialect: 'bash' | 'sh';
  readonly text: string;
}

/** Attributes of a tag; a ">" may stand in a value. */
const ATTRIBUTES = `(?:\\s+[\\w.-]+=(?:"[^"]*"|'[^']*'))*\\s*`;
const SCRIPT = new RegExp(`<(pre|post|boot|configure)(${ATTRIBUTES})>([\\s\\S]*?)</\\1>`, 'g');
const EMPTY_FILE = new RegExp(`<file${ATTRIBUTES}/>`, 'g');
const FILE = new RegExp(`<file(${ATTRIBUTES})>([\\s\\S]*?)</file>`, 'g');
const OTHER = new RegExp(`<[a-z]+${ATTRIBUTES}/>`, 'g');
const SIGNS: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The shell scripts of all nodes of all rolls below a folder. */
export function listNodeScripts(rolls: string): NodeScript[] {
  return readdirSync(rolls, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^[^/]+\/nodes\/[^/]+\.xml$/.test(path))
    .sort()
    .flatMap((path) => scriptsOf(join(rolls, path), readFileSync(join(rolls, path), 'utf8')));
}

/** The shell scripts in the text of a node file. */
export function scriptsOf(file: string, source: string): NodeScript[] {
  const xml = source.replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ''));
  return [...xml.matchAll(SCRIPT)].flatMap(({ index, 1: tag = '', 2: attributes = '', 3: body = '' }) => {
    const interpreter = /\binterpreter="([^"]*)"/.exec(attributes)?.[1] ?? 'bash';
    const dialect = /^(?:.*\/)?(bash|sh|dash|ash)$/.exec(interpreter)?.[1];
    if (dialect === undefined) return [];
    const start = index + `<${tag}${attributes}>`.length;
    const above = xml.slice(0, start).replace(/[^\n]/g, '');
    const names = /\benv="([^"]*)"/.exec(attributes)?.[1]?.split(/[\s,]+/) ?? [];
    const known = names.map((name) => `export ${name.replace(/[.-]/g, '_')}="$1"; `).join('');
    const isInitrd = /--nochroot/.test(attributes);
    const text = `${above}${known}${shellOf(body)}\n`;
    return [{ file, dialect: dialect === 'bash' && !isInitrd ? 'bash' : 'sh', text }];
  });
}

/** Files become here-documents, other elements nothing, references a word. */
function shellOf(body: string): string {
  return body
    .replace(EMPTY_FILE, ':')
    .replace(FILE, (_, attributes: string, text: string) => {
      const delimiter = /\bvars="expanded"/.test(attributes) ? 'CAIRN_END' : "'CAIRN_END'";
      return `cat <<${delimiter}${text}CAIRN_END`;
    })
    .replace(OTHER, '')
    .replace(/&([A-Za-z_][\w.-]*);/g, (_, name: string) => SIGNS[name] ?? 'word');
}
