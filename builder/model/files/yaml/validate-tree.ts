import { type BaseIssue, type GenericSchema, type InferOutput, safeParse } from 'valibot';

/** One thing wrong with a tree of values, before places are known. */
export interface TreeFinding {
  readonly code: 'YAML_KEY_UNKNOWN' | 'YAML_VALUE';
  readonly message: string;
  readonly hint: string | undefined;
  readonly path: readonly (string | number)[];
  /** The finding is about the last key of `path`, not about its value. */
  readonly ofKey: boolean;
}

/** The value when nothing is wrong, else everything that is. */
export interface CheckedTree<T> {
  readonly value: T | undefined;
  readonly findings: readonly TreeFinding[];
}

/** Findings of one file beyond this number help nobody. */
const MAX_FINDINGS = 100;

/**
 * Checks a tree against a schema made with `schema-parts.ts`. The library stops at the first unknown key of an
 * object; so unknown keys are taken out and the rest is looked at again. `tree` is changed by that.
 */
export function validateTree<S extends GenericSchema>(schema: S, tree: unknown): CheckedTree<InferOutput<S>> {
  const unknown: TreeFinding[] = [];
  for (;;) {
    const result = safeParse(schema, tree);
    if (result.success) {
      return unknown.length === 0
        ? { value: result.output, findings: [] }
        : { value: undefined, findings: unknown };
    }
    const extra = result.issues.filter(
      (issue) => issue.type === 'strict_object' && issue.expected === 'never',
    );
    if (extra.length === 0 || unknown.length > MAX_FINDINGS) {
      return { value: undefined, findings: [...unknown, ...result.issues.map(describeIssue)] };
    }
    for (const issue of extra) {
      unknown.push(describeIssue(issue));
      dropKey(issue);
    }
  }
}

function dropKey(issue: BaseIssue<unknown>): void {
  const last = issue.path?.at(-1);
  if (last?.type === 'object') delete (last.input as Record<string, unknown>)[String(last.key)];
}

/** The first line of a schema's message is the message, the rest the hint. */
function describeIssue(issue: BaseIssue<unknown>): TreeFinding {
  const path = (issue.path ?? []).map((item) => (typeof item.key === 'number' ? item.key : String(item.key)));
  const [message = '', ...hint] = issue.message.split('\n');
  const isUnknown = issue.type === 'strict_object' && issue.expected === 'never';
  const isAboutKey = isUnknown || issue.path?.at(-1)?.origin === 'key';
  const around = isAboutKey ? path.slice(0, -1) : path;
  return {
    code: isUnknown ? 'YAML_KEY_UNKNOWN' : 'YAML_VALUE',
    message: around.length === 0 ? message : `${message} in "${around.join('.')}"`,
    hint: hint.length === 0 ? undefined : hint.join('\n'),
    path,
    ofKey: isAboutKey,
  };
}
