import type { FileWrite, Origin, Profile, Script } from '../../model/mod.ts';
import type { DiffItem } from './diff-items.ts';
import type { DiffSection } from './types.ts';

/** Everything in a profile that a comparison looks at. */
export function listItems(profile: Profile): Readonly<Record<DiffSection, readonly DiffItem[]>> {
  return {
    nodes: profile.nodes.map(({ name, roll, file, extends: more }) => ({
      key: name,
      name,
      node: name,
      by: `${roll}/${file}`,
      fields: { file: `${roll}/${file}`, extends: more.map((one) => `${one.roll}/${one.file}`).join(', ') },
    })),
    packages: [
      ...profile.packages.enabled.map(({ name, by }) => describePackage(name, by, 'wanted')),
      ...profile.packages.disabled.map(({ name, by }) => describePackage(name, by, 'not wanted')),
    ],
    files: profile.files.map(describeFile),
    scripts: profile.scripts.map(describeScript),
    services: profile.services.map(({ name, instance, enabled, by }) => {
      const title = instance === undefined ? name : `${name} (${instance})`;
      return {
        key: title,
        name: title,
        node: '',
        by: by.map(origin).join(', '),
        fields: { state: enabled ? 'enabled' : 'disabled' },
      };
    }),
    directives: profile.directives.map((directive) => ({
      key: directive.name,
      name: directive.name,
      node: directive.node,
      by: origin(directive),
      fields: { ...directive.attributes, installer: directive.installer, text: directive.text },
    })),
  };
}

function describePackage(name: string, by: readonly Origin[], state: string): DiffItem {
  return { key: name, name, node: '', by: by.map(origin).join(', '), fields: { state } };
}

function describeFile(file: FileWrite): DiffItem {
  const { path, mode, owner, perms, vars, expr, src, text, phases, node } = file;
  const fields = { mode, owner, perms, vars, expr, src, phases: phases.join(', '), text };
  return { key: path, name: path, node, by: origin(file), fields };
}

/** Files in a script are things of their own: here only where they are written counts. */
function describeScript(script: Script): DiffItem {
  const { element, phases, interpreter, chroot, environment = {}, parts, node } = script;
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const text = parts
    .map((part) => (part.kind === 'text' ? part.text : `<file name="${part.path}"/>`))
    .join('');
  return {
    key: `${node}\n${element}`,
    name: `${element} of ${node}`,
    node,
    by: origin(script),
    fields: {
      phases: phases.join(', '),
      interpreter,
      where: chroot ? 'system' : 'installer',
      ...(variables.length === 0 ? {} : { environment: variables.join('\n') }),
      text,
    },
  };
}

function origin({ node, roll, file, line }: Origin): string {
  return `${node} (${roll}/${file}:${line})`;
}
