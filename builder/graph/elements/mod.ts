import type { Origin, Problem, ProfileNode } from '../../model/mod.ts';
import type { Assembly, ElementAssembler } from '../assemble/assembly.ts';
import type { ElementParser, ElementPlace, Language } from '../parse/language.ts';
import { after } from './after/after.ts';
import { documentation, log } from './documentation.ts';
import type { ElementReport, ElementResult, ExplainedElement, NodeElement } from './element.ts';
import { evaluation } from './eval/eval.ts';
import { file } from './file/file.ts';
import { hosts } from './hosts/hosts.ts';
import { include } from './include/include.ts';
import { directive } from './main/directive.ts';
import { main } from './main/main.ts';
import { on } from './on/on.ts';
import { packageElement } from './package/package.ts';
import { screen } from './screen/screen.ts';
import { script } from './script/script.ts';
import { service } from './service/service.ts';
import { account } from './system/account.ts';
import { alternative } from './system/alternative.ts';
import { certificate } from './system/certificate.ts';
import { exported } from './system/export.ts';
import { group } from './system/group.ts';
import { link } from './system/link.ts';
import { module } from './system/module.ts';
import { mount } from './system/mount.ts';
import { open } from './system/open.ts';
import { pin } from './system/pin.ts';
import { sysctl } from './system/sysctl.ts';
import { timer } from './system/timer.ts';
import { trust } from './system/trust.ts';
import { variable } from './variable/variable.ts';

/** Every element of node files, in the order in which a profile names what they come to. */
const ROWS = [
  packageElement,
  main,
  directive,
  script,
  after,
  on,
  file,
  service,
  open,
  group,
  account,
  mount,
  exported,
  timer,
  sysctl,
  module,
  alternative,
  pin,
  link,
  certificate,
  trust,
  screen,
  evaluation,
  include,
  variable,
  hosts,
  documentation,
  log,
] as const satisfies readonly NodeElement[];

type Row = (typeof ROWS)[number];
type RowWithResult = Extract<Row, { readonly result: unknown }>;

/** What all elements come to on one machine, by the key of each. */
export type ElementResults = {
  readonly [R in RowWithResult as R['result']['key']]: ReturnType<R['result']['collect']>;
};

/** What one machine gets: the result of a traversal. Plain data, same bytes in every runtime. */
export interface Profile extends ElementResults {
  readonly appliance: string;
  /** In traversal order. */
  readonly nodes: readonly ProfileNode[];
  readonly warnings: readonly Problem[];
}

/** Names of the elements that an installer back-end carries out or refuses. */
export type CarriedElement = Extract<
  RowWithResult,
  { readonly result: { readonly origins: unknown } }
>['name'];

/** Names of the elements that questions can be asked about. */
export type ExplainedKind = Extract<
  Row,
  { readonly result: { readonly report: { readonly explain: unknown } } }
>['name'];

/** Keys of a profile that comparisons look at. */
export type ComparedKey = Extract<
  Row,
  { readonly result: { readonly report: { readonly compare: unknown } } }
>['result']['key'];

export const NODE_ELEMENTS: readonly NodeElement[] = ROWS;

/** Elements by the `kind` of their items. */
export const ELEMENT_OF_KIND: ReadonlyMap<string, NodeElement> = new Map(
  NODE_ELEMENTS.map((element) => [element.name, element]),
);

/** Elements that introduce attributes. */
export const DECLARING_ELEMENTS: readonly NodeElement[] = NODE_ELEMENTS.filter(
  ({ declare }) => declare !== undefined,
);

/** An element with what it comes to. */
export interface ElementWithResult extends NodeElement {
  readonly result: ElementResult;
}

/** An element that reports speak of. */
export interface ReportedElement extends NodeElement {
  readonly result: ElementResult & { readonly report: ElementReport };
}

/** An element that questions can be asked about. */
export interface ExplainableElement extends ReportedElement {
  readonly name: ExplainedKind;
  readonly result: ElementResult & {
    readonly report: ElementReport & { readonly explain: ExplainedElement };
  };
}

export const ELEMENTS_WITH_RESULT: readonly ElementWithResult[] = NODE_ELEMENTS.filter(
  (element): element is ElementWithResult => element.result !== undefined,
);

/** In the order in which reports speak of them. */
export const REPORTED_ELEMENTS: readonly ReportedElement[] = ELEMENTS_WITH_RESULT.filter(
  (element): element is ReportedElement => element.result.report !== undefined,
).sort((a, b) => a.result.report.rank - b.result.report.rank);

export const EXPLAINABLE_ELEMENTS: readonly ExplainableElement[] = REPORTED_ELEMENTS.filter(
  (element): element is ExplainableElement => element.result.report.explain !== undefined,
);

export const CARRIED_ELEMENTS: readonly CarriedElement[] = ELEMENTS_WITH_RESULT.filter(
  ({ result }) => result.origins !== undefined,
).map(({ name }) => name as CarriedElement);

/** Who asked for each thing of an element. */
export function originsIn(profile: Profile, name: CarriedElement): readonly Origin[] {
  const element = ELEMENTS_WITH_RESULT.find((one) => one.name === name)!;
  return element.result.origins?.(resultIn(profile, element)) ?? [];
}

/** What an element came to in a profile. */
export function resultIn(profile: Profile, { result }: ElementWithResult): unknown {
  return profile[result.key as keyof ElementResults];
}

/** All results of an assembly, in the order of the table. */
export function collectResults(assembly: Assembly): ElementResults {
  return Object.fromEntries(
    ELEMENTS_WITH_RESULT.map(({ result }) => [result.key, result.collect(assembly)]),
  ) as ElementResults;
}

/** What may stand where. */
export const LANGUAGE: Language = {
  node: parsersAt('node'),
  main: parsersAt('main'),
  script: parsersAt('script'),
  text: parsersAt('text'),
  eval: parsersAt('eval'),
  nothing: parsersAt('nothing'),
};

function parsersAt(place: ElementPlace): ReadonlyMap<string, ElementParser> {
  const here = NODE_ELEMENTS.filter(({ places }) => places.includes(place));
  return new Map(here.flatMap(({ tags, parse }) => [...tags].map((tag) => [tag, parse] as const)));
}

/** How each kind of element is added to a profile. */
export const ASSEMBLERS: ReadonlyMap<string, ElementAssembler> = new Map(
  NODE_ELEMENTS.flatMap(({ name, assemble }) => (assemble === undefined ? [] : [[name, assemble] as const])),
);
