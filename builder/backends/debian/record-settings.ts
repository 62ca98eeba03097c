import type { Profile } from '../../graph/mod.ts';
import type { Origin } from '../../model/mod.ts';
import { quoteShell } from '../../render/script/shell.ts';
import { renderMemberships } from '../../render/settings/accounts.ts';
import { findForeign, STORAGE_KINDS, type StorageKind } from '../../render/storage/parse-directive.ts';
import { applyDirectives } from '../directive-rules.ts';
import { RULES } from './directive-rules.ts';
import { startDraft } from './plan.ts';
import type { Draft } from './record-draft.ts';

type Directive = Profile['directives'][number];

/** What one directive of `<main>` comes to, but for the kernel: lines, answers for debconf, disks. */
export function draftDirective(directive: Directive): readonly Draft[] {
  const kind = STORAGE_KINDS.find((one) => one === directive.name);
  if (kind !== undefined) return draftStorage(kind, directive);
  const draft = startDraft();
  applyDirectives(RULES, draft, [directive]);
  const answers = draft.selections.filter(({ owner }) => owner !== 'd-i');
  return [
    ...draft.shell.map((line) => draftLine(line, [directive])),
    ...answers.map(({ owner, question, type, value }): Draft => {
      const text = `${type} ${value}`;
      return { kind: 'answer', name: `${owner} ${question}`, by: [directive], content: text, text };
    }),
  ];
}

/** What the kernel is started with, and after how long. */
export function draftKernel({ directives }: Profile): readonly Draft[] {
  const by = directives.filter(({ name }) => name === 'bootloader');
  const options: string[] = [];
  let seconds = startDraft().menuTimeoutSeconds;
  for (const directive of by) {
    const draft = startDraft();
    applyDirectives(RULES, draft, [directive]);
    options.push(...draft.kernelOptions);
    seconds = draft.menuTimeoutSeconds;
  }
  const text = options.join(' ');
  return [
    { kind: 'kernel', name: 'options', by, content: text, text },
    { kind: 'kernel', name: 'seconds of the boot menu', by, content: `${seconds}`, text: `${seconds}` },
  ];
}

/** A line of shell that has the same effect however often it runs. One that makes an account does nothing for one that is there. */
function draftLine(line: string, by: readonly Origin[]): Draft {
  const user = /^id -u (\S+) /.exec(line)?.[1];
  if (user !== undefined) return { kind: 'account', name: `user ${user}`, by, content: line, text: line };
  return { kind: 'setting', name: line, by, content: line };
}

function draftStorage(kind: StorageKind, directive: Directive): readonly Draft[] {
  const { text } = directive;
  if (findForeign(kind, text) !== undefined) return [];
  const name = `${kind} ${text.trim().split(/\s+/)[0] ?? ''}`;
  return [{ kind: 'storage', name, by: [directive], content: text, text: text.trim() }];
}

/** Groups, accounts, and what else settings do beside writing files. */
export function draftSettings(profile: Profile): readonly Draft[] {
  const { groups = [], accounts = [], mounts = [], alternatives = [] } = profile;
  return [
    ...groups.map(({ name, gid, by }): Draft => {
      return { kind: 'account', name: `group ${name}`, by, content: `${gid}`, text: `${gid}` };
    }),
    ...accounts.map(({ name, by, groups: _, ...account }): Draft => {
      const text = Object.entries(account)
        .map(([key, value]) => `${key} ${value}`)
        .join(', ');
      return { kind: 'account', name: `account ${name}`, by, content: text, text };
    }),
    ...accounts.flatMap((account) => renderMemberships([account]).map((line) => draftLine(line, account.by))),
    ...mounts.map(({ name, by }) => draftLine(`mkdir -p ${quoteShell(name)}`, by)),
    ...alternatives.map(({ name, path, by }) =>
      draftLine(`update-alternatives --set ${name} ${quoteShell(path)}`, by),
    ),
  ];
}
