import * as v from 'valibot';
import { exactObject, integer, line, list, matching, nameMap, oneOf } from './schema-parts.ts';

const appliance = matching('appliance', /^[a-z0-9][a-z0-9-]*$/, 'Use small letters, digits and "-"');
const within = v.exactOptional(integer(1, 3600));
const after = v.exactOptional(oneOf(['reinstallation']));
/** What every fact may say: how long it may take, and that it is asked once the machine was installed a second time. */
const limits = { within, after };
/** How many machines of an appliance there must be to ask for it. */
const needs = v.exactOptional(nameMap('appliance', /^[a-z0-9][a-z0-9-]*$/, integer(1, 200)));
const path = matching('path', /^\/\S+$/, 'Write an absolute path');
const pattern = v.pipe(
  line,
  v.check(isPattern, (issue) => `Bad regular expression "${String(issue.input)}"`),
);

/** A unit of systemd is in a state, `active` where none is said. */
const unit = exactObject({
  unit: matching('unit', /^[A-Za-z0-9@:_.\\-]+$/, 'Write it like ssh.service'),
  state: v.optional(oneOf(['active', 'inactive']), 'active'),
  ...limits,
});

/** A TCP port answers, or does not, when a host of an appliance asks; without one: the machine itself. */
const port = exactObject({
  port: integer(1, 65535),
  from: v.exactOptional(appliance),
  answers: v.optional(oneOf(['yes', 'no']), 'yes'),
  ...limits,
});

/** A command of the machine's shell ends with a status, and its output matches. */
const run = exactObject({
  run: line,
  status: v.optional(integer(0, 255), '0'),
  output: v.exactOptional(pattern),
  ...limits,
});

/** A file is there, with owner and mode, and its text matches. */
const file = exactObject({
  file: path,
  owner: v.exactOptional(
    matching('owner', /^[a-z_][a-z0-9_-]*(?::[a-z_][a-z0-9_-]*)?$/, 'Write it like root:adm'),
  ),
  mode: v.exactOptional(matching('mode', /^[0-7]{3,4}$/, 'Write it like "0640"')),
  text: v.exactOptional(pattern),
  ...limits,
});

const KINDS = { unit, port, run, file } as const;

/** One fact; its first key says of which kind it is. */
const expectation = v.lazy((input) => {
  const kind = (Object.keys(KINDS) as (keyof typeof KINDS)[]).find(
    (name) => typeof input === 'object' && input !== null && Object.hasOwn(input, name),
  );
  return kind === undefined
    ? v.custom<Expectation>(() => false, `Expected a fact\nWrite ${Object.keys(KINDS).join(', ')} first`)
    : (KINDS[kind] as unknown as v.GenericSchema<unknown, Expectation>);
});

/** Shape of the head of `tests/NAME.test.sh` of a roll. */
export const testScriptHead: v.GenericSchema<unknown, TestScriptHead> = exactObject({
  appliance,
  needs,
  ...limits,
});

export type TestScriptHead = Omit<RollTest, 'expect'> & Limits;
type Limits = { readonly within?: number; readonly after?: 'reinstallation' };

/** Shape of `tests/NAME.test.yaml` of a roll. */
export const testFile: v.GenericSchema<unknown, RollTest> = exactObject({
  appliance,
  needs,
  expect: v.pipe(
    list(expectation as unknown as v.GenericSchema<unknown, Expectation>),
    v.minLength(1, 'Expected a fact, found none'),
  ),
});

export type Expectation =
  | v.InferOutput<typeof unit>
  | v.InferOutput<typeof port>
  | v.InferOutput<typeof run>
  | v.InferOutput<typeof file>
  | ScriptExpectation;

/** A script of bash ends with status 0: all of a `tests/NAME.test.sh`. */
export interface ScriptExpectation extends Limits {
  /** Its path in the roll. */
  readonly script: string;
  readonly text: string;
}

/** What a roll says must be true of an appliance's machines. */
export interface RollTest {
  readonly appliance: string;
  /** How many machines there must be, by appliance. */
  readonly needs?: Readonly<Record<string, number>>;
  readonly expect: readonly Expectation[];
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'm');
    return true;
  } catch {
    return false;
  }
}
