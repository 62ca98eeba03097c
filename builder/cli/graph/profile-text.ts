import type { Origin, Profile, Script } from '../../model/mod.ts';

/**
 * A profile for people: one section for each kind of thing, one line for each thing, with who asked for it.
 *
 * @returns the text in pieces
 */
export function* renderProfileText(profile: Profile): Generator<string> {
  const { nodes, packages, directives, scripts, files, services, screens } = profile;
  yield `Appliance ${profile.appliance}: ${nodes.length} nodes, ${packages.enabled.length} packages, ` +
    `${scripts.length} scripts, ${files.length} files, ${services.length} services\n`;
  yield* section('Nodes, in order', nodes, ({ name, roll, file, extends: more }) => [
    name,
    [`${roll}/${file}`, ...more.map((extension) => `+ ${extension.roll}/${extension.file}`)].join(' '),
  ]);
  yield* section('Packages', packages.enabled, ({ name, by }) => [name, origins(by)]);
  yield* section('Packages not wanted', packages.disabled, ({ name, by }) => [name, origins(by)]);
  yield* section('Directives for the installer', directives, (directive) => [
    `${directive.name} ${firstLine(directive.text)}`.trimEnd(),
    origin(directive),
  ]);
  yield* section('Scripts, in order', scripts, (script) => [describeScript(script), origin(script)]);
  yield* section('Files, in order', files, (file) => [
    [file.mode, file.path, file.owner ?? '', file.perms ?? ''].filter((word) => word !== '').join(' '),
    origin(file),
  ]);
  yield* section('Services', services, ({ name, instance, enabled, by }) => [
    `${enabled ? 'enabled' : 'disabled'} ${name}${instance === undefined ? '' : ` (${instance})`}`,
    origins(by),
  ]);
  yield* section('Questions', screens, (screen) => [
    `${screen.title}: ${screen.variables.map(({ name }) => name).join(', ')}`,
    origin(screen),
  ]);
}

/** @param describe what a thing is, and who asked for it */
function* section<Thing>(
  title: string,
  things: readonly Thing[],
  describe: (thing: Thing) => readonly [string, string],
): Generator<string> {
  if (things.length === 0) return;
  let width = 0;
  for (const thing of things) width = Math.min(60, Math.max(width, describe(thing)[0].length));
  yield `\n${title}\n`;
  for (const thing of things) {
    const [what, why] = describe(thing);
    yield `  ${what.padEnd(width)}  ${why}\n`;
  }
}

function describeScript({ phases, interpreter, chroot, environment = {}, parts }: Script): string {
  const where = chroot ? '' : ' in the installer';
  const known = Object.keys(environment);
  const knows = known.length === 0 ? '' : `, knows ${known.join(' ')}`;
  const characters = parts.reduce((sum, part) => sum + part.text.length, 0);
  return `${phases.join(', ')}: ${interpreter}${where}, ${characters} characters${knows}`;
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
