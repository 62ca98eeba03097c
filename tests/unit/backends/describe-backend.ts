import type { InstallerBackend, Support } from '../../../builder/backends/mod.ts';
import { DIRECTIVE_NAMES, type DirectiveName } from '../../../builder/graph/elements/main/directive-names.ts';

/** What this back-end does: nothing but to say what a machine gets. */
export interface DescribePlan {
  readonly rows: readonly { readonly what: string; readonly name: string; readonly where: string }[];
}

const WRITTEN: readonly DirectiveName[] = ['lang', 'timezone', 'part'];

/**
 * A second back-end beside Debian's: it renders a profile as a table of text. It shows what one must provide, and it
 * refuses one thing of each kind.
 */
export const describeBackend: InstallerBackend<DescribePlan, string> = {
  name: 'describe',
  elements: {
    package: 'carried out',
    directive: 'carried out',
    script: 'carried out',
    file: 'carried out',
    service: 'carried out',
    open: { refused: 'a table has no firewall' },
    group: { refused: 'a table has no such row' },
    account: { refused: 'a table has no such row' },
    mount: { refused: 'a table has no such row' },
    export: { refused: 'a table has no such row' },
    timer: { refused: 'a table has no such row' },
    sysctl: { refused: 'a table has no such row' },
    module: { refused: 'a table has no such row' },
    alternative: { refused: 'a table has no such row' },
    pin: { refused: 'a table has no such row' },
    link: { refused: 'a table has no such row' },
    certificate: { refused: 'a table has no such row' },
    trust: { refused: 'a table has no such row' },
    screen: { refused: 'a table asks nobody' },
  },
  directives: Object.fromEntries(
    DIRECTIVE_NAMES.map((name): [string, Support] => [
      name,
      WRITTEN.includes(name) ? 'carried out' : { refused: 'no row is for it' },
    ]),
  ) as Record<DirectiveName, Support>,
  phases: {
    pre: 'carried out',
    post: 'carried out',
    'boot-pre': 'carried out',
    'boot-post': 'carried out',
    ready: 'carried out',
    change: 'carried out',
    reconfigure: { refused: 'a table never changes' },
  },
  needs: () => [],
  plan: ({ packages, directives, scripts, files, services }) => ({
    plan: {
      rows: [
        ...packages.enabled.map(({ name, by }) => ({ what: 'package', name, where: by[0]!.node })),
        ...directives.map(({ name, text, node }) => ({
          what: 'directive',
          name: `${name} ${text}`,
          where: node,
        })),
        ...scripts.map(({ phases, interpreter, node }) => ({
          what: 'script',
          name: `${interpreter} (${phases.join(' ')})`,
          where: node,
        })),
        ...files.map(({ path, node }) => ({ what: 'file', name: path, where: node })),
        ...services.map(({ name, by }) => ({ what: 'service', name, where: by[0]!.node })),
      ],
    },
    problems: [],
  }),
  render: ({ rows }) => {
    const widths = (['what', 'name'] as const).map((key) => Math.max(...rows.map((row) => row[key].length)));
    const lines = rows.map(({ what, name, where }) =>
      [what.padEnd(widths[0]!), name.padEnd(widths[1]!), where].join('  '),
    );
    return lines.map((line) => `${line}\n`).join('');
  },
  compose: (masked, real, digestOf) =>
    masked.packages.enabled.map(({ name, by }, index) => {
      const content = real.packages.enabled[index]!.name;
      return { thing: { kind: 'package', name, by: by[0]!.node, digest: digestOf(content) }, content };
    }),
  describe: ({ services }) => ({
    units: services.map(({ name, enabled }) => ({ name, enabled })),
    settings: [],
    disks: 1,
  }),
};
