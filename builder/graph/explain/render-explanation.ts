import { EXPLAINABLE_ELEMENTS } from '../elements/mod.ts';
import { renderAttribute } from './render-attribute.ts';
import type {
  ChainStep,
  ConditionReport,
  EdgeReport,
  Explanation,
  Finding,
  Mention,
  Reason,
  RollPlace,
  Ways,
} from './types.ts';

/** Longer chains lose their middle. */
const STEPS = 24;

/** An explanation for people. */
export function renderExplanation(explanation: Explanation): string {
  const { appliance, thing, attribute, findings, close, host } = explanation;
  const machine = `appliance "${appliance}"${host === undefined ? '' : `, host "${host}"`}`;
  const blocks = [
    ...(attribute === undefined ? [] : [renderAttribute(attribute, machine)]),
    ...findings.map((finding) => renderFinding(finding, explanation, machine)),
  ];
  if (blocks.length === 0) {
    blocks.push([
      `"${thing}" is nothing that ${machine} or any other gets: no roll names such a node, package, file, service or attribute`,
      '  A package that no roll names may still come because another package depends on it',
    ]);
  }
  if (close.length > 0) {
    blocks.push(['Close by name', ...close.map(({ kind, name }) => `  ${kind} ${name}`)]);
  }
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** How a kind of thing is spoken of. */
interface Wording {
  readonly title: string;
  readonly off: string;
  readonly verbs: Readonly<Record<string, string>>;
}

const WORDINGS: ReadonlyMap<string, Wording> = new Map<string, Wording>([
  ['node', { title: 'Node', off: 'is not wanted', verbs: {} }],
  ...EXPLAINABLE_ELEMENTS.map(({ name, result }) => [name, result.report.explain] as const),
]);

function renderFinding(finding: Finding, { entry }: Explanation, machine: string): readonly string[] {
  const { kind, name, state, by, against, ways, reasons, defined } = finding;
  const { title, off, verbs } = WORDINGS.get(kind)!;
  const verdict =
    state === 'present'
      ? `is part of ${machine}`
      : state === 'absent'
        ? `is not part of ${machine}`
        : `${off} on ${machine}`;
  const lines = [`${title} "${name}" ${verdict}`];
  for (const [index, place] of (defined ?? []).entries()) {
    lines.push(`  ${index === 0 ? 'defined in' : 'extended by'} ${at(place)}`);
  }
  for (const mention of by) lines.push(...renderMention(mention, '', verbs));
  for (const mention of against) lines.push(...renderMention(mention, ', which loses', verbs));
  for (const reason of reasons) lines.push(...renderReason(reason, entry, verbs));
  for (const way of ways) lines.push(...renderWays(way, entry));
  return lines;
}

function renderMention(mention: Mention, note: string, verbs: Wording['verbs']): readonly string[] {
  const { node, says, conditions } = mention;
  return [
    `  node "${node}" ${verbs[says] ?? says}${note}  ${at(mention)}`,
    ...conditions.map((one) => `    ${state(one)}`),
  ];
}

function renderReason(reason: Reason, entry: string, verbs: Wording['verbs']): readonly string[] {
  if (reason.kind === 'unknown') return ['  no roll says anything about it'];
  if (reason.kind === 'disabled') return [];
  if (reason.kind === 'undefined') {
    return [
      '  no roll defines it',
      ...reason.edges.map((edge) => `  named by the edge ${edge.from} > ${edge.to}  ${at(edge)}`),
    ];
  }
  if (reason.kind === 'condition') {
    const { mention } = reason;
    const isFalse = mention.conditions.some(({ holds }) => !holds);
    const because = isFalse ? ', but a condition is false' : '';
    return renderMention(mention, because, verbs);
  }
  return renderUnreached(reason, entry, verbs);
}

function renderUnreached(
  reason: Reason & { kind: 'unreached' },
  entry: string,
  verbs: Wording['verbs'],
): readonly string[] {
  const { mention, node, way, cuts, elsewhere } = reason;
  const lines: string[] = [];
  if (mention !== undefined)
    lines.push(...renderMention(mention, ', but is not part of this machine', verbs));
  if (way === undefined) lines.push(`  no edges lead from "${entry}" to node "${node}"`);
  else {
    lines.push(`  the way from "${entry}" to node "${node}" is cut:`);
    lines.push(`    ${entry}`, ...way.flatMap((step) => renderStep(step)));
  }
  if (cuts.length > 0) {
    lines.push('  further edges whose condition is false:');
    for (const edge of cuts) {
      lines.push(
        `    ${edge.from} > ${edge.to}  ${at(edge)}`,
        ...edge.conditions.map((one) => `      ${state(one)}`),
      );
    }
  }
  if (elsewhere.length > 0) lines.push(`  node "${node}" is part of: ${elsewhere.join(', ')}`);
  return lines;
}

function renderWays({ node, chains, more, moreIsExact }: Ways, entry: string): readonly string[] {
  if (node === entry) return [`  node "${node}" is the entry node`];
  const total = chains.length + more;
  const count = `${moreIsExact ? '' : 'more than '}${total} ${total === 1 ? 'way' : 'ways'}`;
  const lines = [`  ${count} from "${entry}" to node "${node}":`];
  for (const chain of chains)
    lines.push(`    ${entry}`, ...shorten(chain).flatMap((step) => renderStep(step)));
  if (more > 0) lines.push(`    and ${moreIsExact ? '' : 'more than '}${more} more (--chains N shows more)`);
  return lines;
}

function shorten(chain: readonly ChainStep[]): readonly (ChainStep | number)[] {
  if (chain.length <= STEPS) return chain;
  return [...chain.slice(0, STEPS / 2), chain.length - STEPS, ...chain.slice(-STEPS / 2)];
}

function renderStep(step: ChainStep | number): readonly string[] {
  if (typeof step === 'number') return [`      ... ${step} further steps ...`];
  return step.edges.flatMap((edge) => [
    `      > ${step.to}  ${at(edge)}${edge.holds ? '' : '  not there'}`,
    ...edge.conditions.map((one) => `          ${state(one)}`),
  ]);
}

function at({ roll, file, line }: RollPlace | EdgeReport): string {
  return `${roll}/${file}:${line}`;
}

function state({ text, holds, saw }: ConditionReport): string {
  const values = saw.map(({ name, value }) =>
    value === null ? `${name} has no value` : `${name} is "${value}"`,
  );
  return `${text} is ${holds ? 'true' : 'false'}${values.length === 0 ? '' : `: ${values.join(', ')}`}`;
}
