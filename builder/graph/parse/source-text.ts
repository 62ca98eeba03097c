import type { Guard, GuardList, Template } from '../../model/mod.ts';

/** A template as it stands in the file: attributes as `&name;`. */
export function sourceText(template: Template): string {
  if (typeof template === 'string') return template;
  return template.map((part) => (typeof part === 'string' ? part : `&${part.name};`)).join('');
}

/** The conditions of some guards as written, each once. */
export function sourceConditions(guards: readonly (Guard | undefined)[]): readonly string[] {
  const texts = guards.flatMap((guard) => {
    if (guard === undefined) return [];
    const { arch, os, release, cond } = guard;
    return [
      ...(arch === undefined ? [] : [`arch="${listText(arch)}"`]),
      ...(os === undefined ? [] : [`os="${listText(os)}"`]),
      ...(release === undefined ? [] : [`release="${listText(release)}"`]),
      ...(cond === undefined ? [] : [cond.source.trim().replace(/\s+/g, ' ')]),
    ];
  });
  return [...new Set(texts)];
}

function listText(list: GuardList): string {
  return 'items' in list ? list.items.join(',') : sourceText(list.template);
}
