import type { Profile } from '../../graph/mod.ts';
import type { Origin } from '../../model/mod.ts';
import { quoteShell } from '../../render/script/shell.ts';
import { renderMemberships } from '../../render/settings/accounts.ts';
import { findForeign, STORAGE_KINDS, type StorageKind } from '../../render/storage/parse-directive.ts';
import { applyDirectives } from '../directive-rules.ts';
import { RULES } from './directive-rules.ts';
import { startDraft } from './plan.ts';
import type { Draft } from './record-draft.ts';

/** What directives of `<main>` come to: lines, answers for debconf, kernel options, disks. */
export function draftDirectives({ directives }: Profile): readonly Draft[] {
  const drafts: Draft[] = [];
  const kernel = { by: [] as Origin[], options: [] as string[], seconds: startDraft().menuTimeoutSeconds };
  for (const directive of directives) {
    const kind = STORAGE_KINDS.find((one) => one === directive.name);
    if (kind !== undefined) {
      drafts.push(...draftStorage(kind, directive));
      continue;
    }
    const draft = startDraft();
    applyDirectives(RULES, draft, [directive]);
    for (const line of draft.shell) drafts.push(draftLine(line, [directive]));
    for (const { owner, question, type, value } of draft.selections)
      if (owner !== 'd-i') {
        const text = `${type} ${value}`;
        drafts.push({ kind: 'answer', name: `${owner} ${question}`, by: [directive], content: text, text });
      }
    if (directive.name !== 'bootloader') continue;
    kernel.by.push(directive);
    kernel.options.push(...draft.kernelOptions);
    kernel.seconds = draft.menuTimeoutSeconds;
  }
  const { by, options, seconds } = kernel;
  const text = options.join(' ');
  return [
    ...drafts,
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

function draftStorage(kind: StorageKind, directive: Profile['directives'][number]): readonly Draft[] {
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
