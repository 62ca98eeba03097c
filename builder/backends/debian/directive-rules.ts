import { type Directive, splitKernelOptions } from '../../model/mod.ts';
import type { ParsedOptions } from '../../render/options/parse-options.ts';
import { quoteShell } from '../../render/script/shell.ts';
import { findForeign, type StorageKind } from '../../render/storage/parse-directive.ts';
import type { DirectiveRule, DirectiveRules } from '../directive-rules.ts';
import { REFUSED, WITH_PART } from './refused-directives.ts';
import { parseSelections } from './selections.ts';
import type { DebconfSelection } from './types.ts';

/** What the directives of a profile have come to so far. */
export interface DirectiveDraft {
  /** What the disks are described by. */
  readonly storage: Directive[];
  readonly shell: string[];
  readonly selections: DebconfSelection[];
  readonly kernelOptions: string[];
  menuTimeoutSeconds: number;
  finish: 'reboot' | 'poweroff' | undefined;
}

type Rule = DirectiveRule<DirectiveDraft>;

/** Every directive: how Debian carries it out, or why it does not. */
export const RULES: DirectiveRules<DirectiveDraft> = {
  ...REFUSED,
  lang: oneWord((locale) => `cairn_locale ${quoteShell(locale)}`),
  keyboard: oneWord((layout) => `cairn_keyboard ${quoteShell(layout)}`),
  // The hardware clock of a Debian system keeps UTC
  timezone: oneWord((zone) => `cairn_timezone ${quoteShell(zone)}`, ['utc', 'isutc']),
  rootpw: { options: ['iscrypted', 'lock'], words: 1, apply: renderRootPassword },
  user: {
    options: ['name', 'uid', 'groups', 'shell', 'homedir', 'gecos', 'password', 'iscrypted'],
    apply: renderUser,
  },
  services: {
    options: ['enabled', 'disabled'],
    apply: (draft, { options }) => {
      for (const unit of splitList(options.get('enabled')))
        draft.shell.push(`systemctl enable ${quoteShell(unit)}`);
      for (const unit of splitList(options.get('disabled')))
        draft.shell.push(`systemctl disable ${quoteShell(unit)}`);
      return undefined;
    },
  },
  bootloader: { options: ['append', 'timeout'], apply: setBootLoader },
  native: { attributes: ['installer'], applyRaw: addSelections },
  part: { applyRaw: addStorage },
  raid: { applyRaw: addStorage },
  volgroup: { applyRaw: addStorage },
  logvol: { applyRaw: addStorage },
  selinux: onlyWith('disabled', 'Debian is installed without SELinux'),
  firewall: onlyWith('disabled', 'what the firewall lets in is said by <open> elements of the node'),
  firstboot: onlyWith('disable', 'there is no first-boot agent'),
  eula: onlyWith('agreed', 'Debian asks for no agreement'),
  reboot: { apply: (draft) => setFinish(draft, 'reboot') },
  poweroff: { apply: (draft) => setFinish(draft, 'poweroff') },
  text: { apply: () => undefined },
  skipx: { apply: () => undefined },
};

function oneWord(lineOf: (word: string) => string, options: readonly string[] = []): Rule {
  return {
    options,
    words: 1,
    apply: (draft, { words }) => {
      if (words[0] === undefined) return 'it is empty';
      draft.shell.push(lineOf(words[0]));
      return undefined;
    },
  };
}

/** What Debian does anyway, and cannot do otherwise. */
function onlyWith(option: string, reason: string): Rule {
  return {
    options: [option],
    apply: (_draft, { options }) => (options.has(option) ? undefined : `${reason}: write --${option}`),
  };
}

function renderRootPassword(draft: DirectiveDraft, { options, words }: ParsedOptions): string | undefined {
  if (options.has('lock')) {
    draft.shell.push('passwd --lock root');
    return words.length === 0 ? undefined : 'a locked account has no password';
  }
  if (!options.has('iscrypted')) return 'the password must be a hash (--iscrypted)';
  if (words[0] === undefined) return 'it is empty';
  draft.shell.push(`usermod --password ${quoteShell(words[0])} root`);
  return undefined;
}

function renderUser(draft: DirectiveDraft, { options }: ParsedOptions): string | undefined {
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

function setBootLoader(draft: DirectiveDraft, { options }: ParsedOptions): string | undefined {
  const append = options.get('append') ?? '';
  if (splitKernelOptions(append) === undefined) return 'the kernel options of --append are not well-formed';
  const timeout = options.get('timeout');
  if (timeout !== undefined && !/^\d+$/.test(timeout)) return '--timeout is no number of seconds';
  if (append !== '') draft.kernelOptions.push(append);
  if (timeout !== undefined) draft.menuTimeoutSeconds = Number(timeout);
  return undefined;
}

/** The names are those of other installers too, whose words are none of ours. */
function addStorage(draft: DirectiveDraft, directive: Directive): string | undefined {
  const foreign = findForeign(directive.name as StorageKind, directive.text);
  if (foreign !== undefined) return `${WITH_PART}; "${foreign}" means nothing here`;
  draft.storage.push(directive);
  return undefined;
}

/** Lines for another installer are none of ours. */
function addSelections(draft: DirectiveDraft, { installer, text }: Directive): string | undefined {
  if (installer !== 'preseed') return undefined;
  const { selections, wrong } = parseSelections(text);
  draft.selections.push(...selections);
  return wrong === undefined ? undefined : `"${wrong}" is not OWNER QUESTION TYPE VALUE`;
}

function setFinish(draft: DirectiveDraft, finish: 'reboot' | 'poweroff'): undefined {
  draft.finish = finish;
  return undefined;
}

function splitList(text: string | undefined): string[] {
  return (text ?? '').split(',').filter((item) => item !== '');
}
