import { basename } from 'node:path';
import ejs from 'ejs';

/**
 * Compiles an EJS template ahead of time, so that QuickJS needs no EJS.
 *
 * `<%= %>` prints unescaped (menus and scripts are not HTML); printing an undefined name is an error,
 * which EJS itself would print as nothing.
 *
 * @returns source text of a function `(it) => string`
 */
export function compileTemplate(text, filename) {
  const template = new ejs.Template(text, { strict: true, compileDebug: false, localsName: 'it', filename });
  template.compile();
  const escapeFn = `(value) => {
    if (value === undefined || value === null) throw new Error('Template ${basename(filename)}: a value is undefined');
    return String(value);
  }`;
  return `(it) => {\nconst escapeFn = ${escapeFn};\n${template.source}}`;
}
