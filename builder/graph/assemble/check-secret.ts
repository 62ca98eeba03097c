import type { AttributeReference, FileWrite, Spot } from '../../model/mod.ts';
import { variableOf } from '../parse/parse-environment.ts';
import type { Assembly, Position } from './assembly.ts';

/** A file that everybody on the machine can read must not hold a secret. */
export function checkSecret(
  { machine }: Assembly,
  { path, perms }: Pick<FileWrite, 'path' | 'perms'>,
  { source }: Position,
  secret: { readonly name: string; readonly spot: Spot | undefined } | undefined,
  tag: Spot,
): void {
  if (secret === undefined || isPrivate(perms)) return;
  const message = `Everybody on the machine can read the file "${path}", which holds the secret attribute "${secret.name}"`;
  const hint = 'Write perms="0600", or "0640" with an owner whose group may read it';
  machine.addSlip(source, 'FILE_SECRET', message, secret.spot ?? tag, hint);
}

/** The same for files of a script in which the shell puts values of its environment. */
export function checkExpandedSecrets(
  assembly: Assembly,
  env: readonly AttributeReference[],
  files: readonly FileWrite[],
  position: Position,
): void {
  const secret = env.filter(({ name }) => assembly.machine.isSecret(name));
  for (const reference of secret) {
    const use = new RegExp(`\\$\\{?${variableOf(reference.name)}\\b`);
    for (const file of files) {
      const shell = [file.expr ?? '', ...(isLiteral(file) ? [] : [file.text])].join('\n');
      if (!use.test(shell)) continue;
      const { name } = reference;
      checkSecret(assembly, file, position, { name, spot: undefined }, { line: file.line, column: 1 });
    }
  }
}

function isLiteral({ mode, vars }: FileWrite): boolean {
  return mode !== 'pipe' && vars === 'literal';
}

/** As chmod takes it: others may not read. Without a word a new file is for everybody. */
function isPrivate(perms = '0644'): boolean {
  if (/^[0-7]+$/.test(perms)) return (Number.parseInt(perms, 8) & 0o004) === 0;
  let others = true;
  for (const clause of perms.split(',')) {
    const [, who = '', actions = ''] = /^([ugoa]*)((?:[-+=][rwxXst]*)+)$/.exec(clause) ?? [];
    if (who !== '' && !/[oa]/.test(who)) continue;
    for (const [, sign, bits = ''] of actions.matchAll(/([-+=])([rwxXst]*)/g)) {
      if (sign === '=') others = bits.includes('r');
      else if (bits.includes('r')) others = sign === '+';
    }
  }
  return !others;
}
