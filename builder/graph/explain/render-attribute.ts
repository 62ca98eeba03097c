import type { AttributeFinding } from './types.ts';

/** The values of an attribute for people: a table of scopes, who declares it, what depends on it. */
export function renderAttribute(finding: AttributeFinding, machine: string): readonly string[] {
  const { name, value, scopes, declared, uses, secret } = finding;
  const what = value === null ? 'has no value' : secret ? 'has a secret value' : `is "${value}"`;
  const rows = scopes.map((scope) => ({ ...scope, title: `${scope.scope} ${scope.of}`.trim() }));
  const width = Math.max(...rows.map(({ title }) => title.length));
  return [
    `Attribute "${name}" ${what} on ${machine}`,
    ...rows.map(({ title, value: one, wins }) => {
      const shown = one === null ? '-' : JSON.stringify(one);
      return `  ${title.padEnd(width)}  ${shown}${wins ? '  wins' : ''}`;
    }),
    ...declared.map(
      ({ roll, type, help }) =>
        `  declared by roll "${roll}"${type === undefined ? '' : `, ${type}`}${help === undefined ? '' : `: ${help}`}`,
    ),
    ...uses.map(({ what: use, roll, file, line }) => `  used by ${use}  ${roll}/${file}:${line}`),
  ];
}
