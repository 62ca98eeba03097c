import type { Origin, Profile, Script } from '../model/mod.ts';

/** A profile for people: one section for each kind of thing, one line for each thing, with who asked for it. */
export function renderProfileText(profile: Profile): string {
  const { nodes, packages, directives, scripts, files, services, screens } = profile;
  const lines = [
    `Appliance ${profile.appliance}: ${nodes.length} nodes, ${packages.enabled.length} packages, ` +
      `${scripts.length} scripts, ${files.length} files, ${services.length} services`,
    ...section(
      'Nodes, in order',
      nodes.map(({ name, roll, file, extends: more }) => [
        name,
        [`${roll}/${file}`, ...more.map((extension) => `+ ${extension.roll}/${extension.file}`)].join(' '),
      ]),
    ),
    ...section(
      'Packages',
      packages.enabled.map(({ name, by }) => [name, origins(by)]),
    ),
    ...section(
      'Packages not wanted',
      packages.disabled.map(({ name, by }) => [name, origins(by)]),
    ),
    ...section(
      'Directives for the installer',
      directives.map((directive) => [
        `${directive.name} ${firstLine(directive.text)}`.trimEnd(),
        origin(directive),
      ]),
    ),
    ...section(
      'Scripts, in order',
      scripts.map((script) => [describeScript(script), origin(script)]),
    ),
    ...section(
      'Files, in order',
      files.map((file) => [
        [file.mode, file.path, file.owner ?? '', file.perms ?? ''].filter((word) => word !== '').join(' '),
        origin(file),
      ]),
    ),
    ...section(
      'Services',
      services.map(({ name, instance, enabled, by }) => [
        `${enabled ? 'enabled' : 'disabled'} ${name}${instance === undefined ? '' : ` (${instance})`}`,
        origins(by),
      ]),
    ),
    ...section(
      'Questions',
      screens.map((screen) => [
        `${screen.title}: ${screen.variables.map(({ name }) => name).join(', ')}`,
        origin(screen),
      ]),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, rows: readonly (readonly [string, string])[]): readonly string[] {
  if (rows.length === 0) return [];
  const width = Math.min(60, Math.max(...rows.map(([what]) => what.length)));
  return ['', title, ...rows.map(([what, why]) => `  ${what.padEnd(width)}  ${why}`)];
}

function describeScript({ phases, interpreter, chroot, parts }: Script): string {
  const where = chroot ? '' : ' in the installer';
  const characters = parts.reduce((sum, part) => sum + part.text.length, 0);
  return `${phases.join(', ')}: ${interpreter}${where}, ${characters} characters`;
}

function origins(by: readonly Origin[]): string {
  return by.map(origin).join(', ');
}

function origin({ node, roll, file, line }: Origin): string {
  return `${node} (${roll}/${file}:${line})`;
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : `${text.slice(0, end)} ...`;
}
