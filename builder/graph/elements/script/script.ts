import type {
  AttributeReference,
  BodyItem,
  ElementItem,
  Items,
  Script,
  Template,
} from '../../../model/mod.ts';
import { draftOf } from '../../assemble/assembly.ts';
import { tagSpot, takeAttributes } from '../../parse/attribute-reader.ts';
import type { FileContext } from '../../parse/file-context.ts';
import { parseEnvironment } from '../../parse/parse-environment.ts';
import { parseGuard } from '../../parse/parse-guard.ts';
import { parseBody } from '../../parse/read-elements.ts';
import { sourceText } from '../../parse/source-text.ts';
import type { XmlReader } from '../../xml/xml-reader.ts';
import type { NodeElement } from '../element.ts';
import { wordOf } from '../values.ts';
import { addScript, startScripts } from './assemble-script.ts';
import { compareScripts, listScripts, pageScripts } from './report-scripts.ts';

export interface ScriptItem extends ElementItem {
  readonly kind: 'script';
  readonly element: Exclude<Script['element'], 'after' | 'on'>;
  readonly interpreter: Template | undefined;
  readonly arg: Template | undefined;
  readonly chroot: Template | undefined;
  /** `order=` of a boot, `phase=` of the others. */
  readonly when: Template | undefined;
  /** Of `<boot>` and `<ready>`. */
  readonly within: Template | undefined;
  /** Of `<boot>`. */
  readonly after: Template | undefined;
  readonly retry: Template | undefined;
  /** Attributes that the script finds in its environment; none when left out. */
  readonly env?: readonly AttributeReference[];
  readonly body: Items<BodyItem>;
}

/** `<pre>`, `<post>`, `<boot>`, `<ready>`, `<configure>`: a program that runs at some time. */
export const script = {
  name: 'script',
  tags: ['pre', 'post', 'boot', 'ready', 'configure'],
  places: ['node'],
  parse: parseScript,
  assemble: addScript,
  inside: (item) => item.body,
  draw: (item) => ({
    name: item.element,
    note: [item.when, item.interpreter, item.arg, nameEnvironment(item), ...nameTimes(item)]
      .map((part) => (part === undefined ? '' : sourceText(part).trim()))
      .filter((part) => part !== '')
      .join(', '),
  }),
  findValues: (item, look, { source, depth }) => {
    const program = { element: item.element, interpreter: wordOf(item.interpreter) || 'bash' };
    look.addText(item.interpreter, source, program);
    look.visit(item.body, { source, place: 'script', program, around: item.element, depth });
  },
  result: {
    key: 'scripts',
    collect: (assembly): readonly Script[] => draftOf(assembly, startScripts),
    origins: (scripts) => scripts,
    list: listScripts,
    report: { rank: 3, title: 'Scripts', compare: compareScripts, page: pageScripts },
  },
} as const satisfies NodeElement<ScriptItem, readonly Script[]>;

const ATTRIBUTES = ['interpreter', 'arg', 'chroot', 'log', 'phase', 'env'] as const;
const BOOT_ATTRIBUTES = ['interpreter', 'log', 'order', 'env', 'within', 'after', 'retry'] as const;
const READY_ATTRIBUTES = ['interpreter', 'env', 'within'] as const;

type ScriptAttribute =
  | (typeof ATTRIBUTES)[number]
  | (typeof BOOT_ATTRIBUTES)[number]
  | (typeof READY_ATTRIBUTES)[number];

function attributesOf(element: ScriptItem['element']): readonly ScriptAttribute[] {
  if (element === 'boot') return BOOT_ATTRIBUTES;
  return element === 'ready' ? READY_ATTRIBUTES : ATTRIBUTES;
}

/** `log=` of real rolls means nothing here. What runs when a machine starts runs on the machine itself, at one time. */
function parseScript(reader: XmlReader, context: FileContext): ScriptItem {
  const { line, column } = tagSpot(reader);
  const element = reader.name as ScriptItem['element'];
  const guard = parseGuard(reader, context);
  const taken = takeAttributes(reader, context, attributesOf(element));
  const env = parseEnvironment(reader, context);
  return {
    kind: 'script',
    line,
    column,
    guard,
    element,
    interpreter: taken.interpreter,
    arg: taken.arg,
    chroot: taken.chroot,
    when: element === 'boot' ? taken.order : taken.phase,
    within: taken.within,
    after: taken.after,
    retry: taken.retry,
    ...(env === undefined ? {} : { env }),
    body: parseBody(reader, context, 'script'),
  };
}

function nameTimes(item: ScriptItem): readonly string[] {
  return (['within', 'after', 'retry'] as const).flatMap((name) => {
    const text = item[name];
    return text === undefined ? [] : [`${name} ${sourceText(text).trim()}`];
  });
}

function nameEnvironment({ env }: ScriptItem): string | undefined {
  return env === undefined ? undefined : `knows ${env.map(({ name }) => name).join(' ')}`;
}
