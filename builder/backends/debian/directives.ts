import type { SchemePartition } from '../../model/mod.ts';
import { type Directive, errorProblem, type Problem, type StorageAnswers } from '../../model/mod.ts';
import { quoteShell } from '../../render/script/shell.ts';
import { parseScheme } from '../../render/storage/scheme.ts';
import { type DirectiveOptions, parseDirectiveText } from './options.ts';

/** What the Debian back-end makes of the directives of a profile. */
export interface DebianDirectives {
  readonly scheme: readonly SchemePartition[];
  /** Shell lines, run in the installed system before the graph's own scripts. */
  readonly shell: readonly string[];
  /** Raw preseed lines, for d-i (owner `d-i`) and for packages. */
  readonly preseed: readonly string[];
  readonly kernelOptions: string;
  readonly menuTimeoutSeconds: number;
  readonly finish: 'reboot' | 'poweroff' | undefined;
  readonly problems: readonly Problem[];
}

interface Draft {
  shell: string[];
  preseed: string[];
  kernelOptions: string[];
  menuTimeoutSeconds: number;
  finish: 'reboot' | 'poweroff' | undefined;
}

type Renderer = (draft: Draft, given: DirectiveOptions, directive: Directive) => string | undefined;

/** Each directive that Debian can honour; a returned text is why it cannot. */
const RENDERERS: Readonly<Record<string, Renderer>> = {
  lang: (draft, { words }) => need(words, (locale) => draft.shell.push(`cairn_locale ${quoteShell(locale)}`)),
  keyboard: (draft, { words }) =>
    need(words, (layout) => draft.shell.push(`cairn_keyboard ${quoteShell(layout)}`)),
  timezone: (draft, { words }) =>
    need(words, (zone) => draft.shell.push(`cairn_timezone ${quoteShell(zone)}`)),
  rootpw: renderRootPassword,
  user: renderUser,
  services: (draft, { options }) => {
    for (const verb of ['enabled', 'disabled'] as const) {
      const action = verb === 'enabled' ? 'enable' : 'disable';
      for (const unit of splitList(options.get(verb)))
        draft.shell.push(`systemctl ${action} ${quoteShell(unit)}`);
    }
    return undefined;
  },
  bootloader: (draft, { options }) => {
    draft.kernelOptions.push(options.get('append') ?? '');
    draft.menuTimeoutSeconds = Number(options.get('timeout') ?? draft.menuTimeoutSeconds);
    return Number.isInteger(draft.menuTimeoutSeconds) ? undefined : '--timeout is no number of seconds';
  },
  native: (draft, _given, directive) => {
    if (directive.installer === 'preseed')
      draft.preseed.push(...directive.text.split('\n').map((line) => line.trim()));
    return undefined;
  },
  selinux: (_draft, { options }) =>
    options.has('disabled') ? undefined : 'Debian is installed without SELinux',
  firewall: (_draft, { options }) =>
    options.has('disabled') ? undefined : 'the firewall is described with nftables in the graph',
  reboot: (draft) => setFinish(draft, 'reboot'),
  poweroff: (draft) => setFinish(draft, 'poweroff'),
  part: () => undefined,
  text: () => undefined,
  skipx: () => undefined,
  eula: () => undefined,
  firstboot: (_draft, { options }) => (options.has('enable') ? 'there is no first-boot agent' : undefined),
};

/** Directives that Cairn's rule about disks replaces on Debian. */
const STORAGE_ONLY = ['clearpart', 'zerombr', 'raid', 'volgroup', 'logvol', 'url', 'network', 'auth'];

/** Renders all directives for Debian's installer; one that cannot be honoured is an error, never lost. */
export function renderDirectives(directives: readonly Directive[]): DebianDirectives {
  const draft: Draft = {
    shell: [],
    preseed: [],
    kernelOptions: [],
    menuTimeoutSeconds: 3,
    finish: undefined,
  };
  const problems: Problem[] = [];
  for (const directive of directives) {
    const place = { file: `${directive.roll}/${directive.file}`, line: directive.line };
    const renderer = Object.hasOwn(RENDERERS, directive.name) ? RENDERERS[directive.name] : undefined;
    const reason =
      renderer === undefined
        ? `Debian's installer has no such directive${STORAGE_ONLY.includes(directive.name) ? ' here' : ''}`
        : renderer(draft, parseDirectiveText(directive.text), directive);
    if (reason === undefined) continue;
    problems.push(
      errorProblem(
        'DIRECTIVE_UNSUPPORTED',
        `Cannot honour <${directive.name}> of node "${directive.node}": ${reason}`,
        place,
        'Make it conditional with os=, or describe it in the graph',
      ),
    );
  }
  const parts = directives
    .filter((directive) => directive.name === 'part')
    .map(({ text, roll, file, line }) => ({ text, place: { file: `${roll}/${file}`, line } }));
  const scheme = parseScheme(parts);
  return {
    scheme: scheme.partitions,
    shell: draft.shell,
    preseed: draft.preseed.filter((line) => line !== '' && !line.startsWith('#')),
    kernelOptions: draft.kernelOptions.filter((text) => text !== '').join(' '),
    menuTimeoutSeconds: draft.menuTimeoutSeconds,
    finish: draft.finish,
    problems: [...problems, ...scheme.problems],
  };
}

/** The site's word about disks, from the attributes `storage_disk` and `storage_wipe`. */
export function storageAnswers(attributes: Readonly<Record<string, string>>): StorageAnswers {
  const disk = attributes['storage_disk'] ?? '';
  const wipe = (attributes['storage_wipe'] ?? '').split(/[\s,]+/).filter((word) => word !== '');
  return { wipe, ...(disk === '' || disk === 'auto' ? {} : { disk }) };
}

function renderRootPassword(draft: Draft, { options, words }: DirectiveOptions): string | undefined {
  if (options.has('lock')) {
    draft.shell.push('passwd --lock root');
    return undefined;
  }
  if (!options.has('iscrypted')) return 'the password must be a hash (--iscrypted)';
  return need(words, (hash) => draft.shell.push(`usermod --password ${quoteShell(hash)} root`));
}

function renderUser(draft: Draft, { options }: DirectiveOptions): string | undefined {
  const name = options.get('name');
  if (name === undefined || name === '') return '--name is missing';
  if (options.has('password') && !options.has('iscrypted'))
    return 'the password must be a hash (--iscrypted)';
  const argument = (flag: string, option: string): string[] =>
    options.has(option) ? [`--${flag}`, quoteShell(options.get(option)!)] : [];
  const words = [
    'useradd --create-home',
    ...argument('uid', 'uid'),
    ...argument('groups', 'groups'),
    ...argument('shell', 'shell'),
    ...argument('home-dir', 'homedir'),
    ...argument('comment', 'gecos'),
    ...argument('password', 'password'),
    quoteShell(name),
  ];
  draft.shell.push(`id -u ${quoteShell(name)} >/dev/null 2>&1 || ${words.join(' ')}`);
  return undefined;
}

function setFinish(draft: Draft, finish: 'reboot' | 'poweroff'): undefined {
  draft.finish = finish;
  return undefined;
}

function need(words: readonly string[], use: (word: string) => void): string | undefined {
  const word = words[0];
  if (word === undefined) return 'it is empty';
  use(word);
  return undefined;
}

function splitList(text: string | undefined): string[] {
  return (text ?? '').split(',').filter((item) => item !== '');
}
