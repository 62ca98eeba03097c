import { formatOrigin, type PageSection, type Script } from '../../../model/mod.ts';
import { type ComparedThing, type ListSection, listSection } from '../reports.ts';

export function listScripts(scripts: readonly Script[]): readonly ListSection[] {
  return [
    listSection({
      title: 'Scripts, in order',
      counted: 'scripts',
      things: scripts,
      describe: (script) => [describeScript(script), formatOrigin(script)],
    }),
  ];
}

function describeScript(script: Script): string {
  const { phases, interpreter, chroot, environment = {}, parts } = script;
  const where = chroot ? '' : ' in the installer';
  const known = Object.keys(environment);
  const knows = known.length === 0 ? '' : `, knows ${known.join(' ')}`;
  const times = Object.entries(timesOf(script))
    .map(([name, value]) => `, ${name} ${value}`)
    .join('');
  const characters = parts.reduce((sum, part) => sum + part.text.length, 0);
  return `${phases.join(', ')}: ${interpreter}${where}, ${characters} characters${knows}${times}`;
}

/** When it runs, beyond its phase, and how long it may take. */
function timesOf({ within, after, retry, awaits }: Script): Readonly<Record<string, string>> {
  return {
    ...(awaits === undefined ? {} : { 'waits for': awaits }),
    ...(within === undefined ? {} : { within: `${within} s` }),
    ...(after === undefined ? {} : { after: after.join(' ') }),
    ...(retry === undefined ? {} : { retry: String(retry) }),
  };
}

export function compareScripts(scripts: readonly Script[]): readonly ComparedThing[] {
  return scripts.map(compareScript);
}

/** Files in a script are things of their own: here only where they are written counts. */
function compareScript(script: Script): ComparedThing {
  const { element, phases, interpreter, chroot, environment = {}, parts, node } = script;
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const text = parts
    .map((part) => (part.kind === 'text' ? part.text : `<file name="${part.path}"/>`))
    .join('');
  return {
    key: `${node}\n${element}`,
    name: `${element} of ${node}`,
    node,
    by: formatOrigin(script),
    fields: {
      phases: phases.join(', '),
      interpreter,
      where: chroot ? 'system' : 'installer',
      ...(variables.length === 0 ? {} : { environment: variables.join('\n') }),
      ...timesOf(script),
      text,
    },
  };
}

export function pageScripts(scripts: readonly Script[]): PageSection {
  const items = scripts.map((script) => {
    const { element, node, roll, file, line } = script;
    return { name: `${element} of ${node}`, place: { node, roll, file, line }, text: showScript(script) };
  });
  return { title: 'Scripts', columns: false, items };
}

/** A script as people wrote it: its files where they are written. */
function showScript({ parts }: Script): string {
  return parts
    .map((part) =>
      part.kind === 'text' ? part.text : `<${part.mode} ${part.path}>\n${part.text}\n</${part.mode}>`,
    )
    .join('')
    .trim();
}
