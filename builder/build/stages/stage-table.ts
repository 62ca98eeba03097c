import { type Clock, type Progress, type ReportStage, reportStage } from '../../io/mod.ts';
import type { PlannedStage } from '../plan/build-plan.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** What a stage gets beside its input. */
export interface StageRun {
  /** Shows work as this stage. A stage that does not call it had nothing to do, and is not shown. */
  readonly report: ReportStage;
}

/** How long one part of a build took. */
export interface StageTime {
  readonly stage: string;
  readonly seconds: number;
}

/** What stages know of files of the result that they wrote, by path in it: nobody needs to read them again. */
export type KnownDigests = Map<string, { readonly sizeBytes: number; readonly sha256: string }>;

/** One row of a table: `In` is all that the stage needs, `Out` what it makes. */
export interface StageRow<In, Out> {
  /** Of its progress events. */
  readonly id: ForRecipe;
  readonly title: ForRecipe;
  readonly run: (input: In, stage: StageRun) => Promise<Out>;
  /**
   * Begun beside this stage, with what that gets: work whose result a later stage finds in the cache, and which is done on
   * processors that this one leaves idle. What goes wrong there is told by the stage that needs it.
   */
  readonly beside?: readonly Beside<In>[];
}

/** @param signal a stage has failed: nobody needs the result */
export type Beside<In> = (input: In, signal: AbortSignal) => Promise<unknown>;

/** Work beside a stage for a later one that only some recipes have. */
export function onlyFor<In extends { readonly recipe: Recipe }>(
  condition: Condition,
  work: Beside<In>,
): Beside<In> {
  return async (input, signal) => (condition(input.recipe) ? work(input, signal) : undefined);
}

type ForRecipe = string | ((recipe: Recipe) => string);
type Condition = (recipe: Recipe) => boolean;

/** Who follows the stages: what they took is added to `times` as they finish. */
export interface StageWatch {
  readonly progress: Progress;
  readonly clock: Clock;
  readonly times: StageTime[];
}

/**
 * Stages in their order. One that needs what is neither given nor made by a stage before it does not compile.
 *
 * `Given` is what the first stage finds, `Values` what there is after the last.
 */
export interface StageTable<Given, Values> {
  /** With one more stage; what it makes is there for those after it. */
  readonly stage: <Out>(row: StageRow<Values, Out>) => StageTable<Given, And<Values, Out>>;
  /** With one more stage that only some recipes have: those after it must do without what it makes. */
  readonly stageWhen: <Out>(
    condition: Condition,
    row: StageRow<Values, Out>,
  ) => StageTable<Given, And<Values, Partial<Out>>>;
  readonly list: (recipe: Recipe) => readonly PlannedStage[];
  /** Carries out the stages that the recipe has. */
  readonly run: (recipe: Recipe, given: Given, watch: StageWatch) => Promise<Values>;
}

/** What there is after the last stage of a table. */
export type ValuesOf<Table> = Table extends { readonly run: (...given: never) => Promise<infer Values> }
  ? Values
  : never;

type And<Values, Out> = Out extends object ? Values & Out : Values;

interface Entry {
  readonly row: StageRow<never, unknown>;
  readonly condition: Condition;
}

/** A table without stages. */
export function stageTable<Given extends object>(): StageTable<Given, Given> {
  return tableOf<Given, Given>([]);
}

function tableOf<Given extends object, Values>(entries: readonly Entry[]): StageTable<Given, Values> {
  const always: Condition = () => true;
  const ofRecipe = (recipe: Recipe): StageRow<never, unknown>[] =>
    entries.filter(({ condition }) => condition(recipe)).map(({ row }) => row);
  return {
    stage: (row) => tableOf([...entries, { row, condition: always }]),
    stageWhen: (condition, row) => tableOf([...entries, { row, condition }]),
    list: (recipe) => ofRecipe(recipe).map((row) => nameStage(row, recipe)),
    run: async (recipe, given, watch) => {
      let values: object = given;
      const failed = new AbortController();
      const beside: Promise<unknown>[] = [];
      try {
        for (const row of ofRecipe(recipe)) {
          const { id, title } = nameStage(row, recipe);
          const report = reportStage({ ...watch, progress: recordTimes(watch) }, id, title);
          for (const work of row.beside ?? [])
            beside.push(work(values as never, failed.signal).catch(() => undefined));
          const made = await row.run(values as never, { report });
          values = { ...values, ...(made as object | undefined) };
        }
        return values as Values;
      } catch (error) {
        failed.abort();
        throw error;
      } finally {
        // It writes into folders that are about to go
        await Promise.all(beside);
      }
    },
  };
}

function nameStage({ id, title }: StageRow<never, unknown>, recipe: Recipe): PlannedStage {
  const resolve = (text: ForRecipe): string => (typeof text === 'string' ? text : text(recipe));
  return { id: resolve(id), title: resolve(title) };
}

/** Passes events on and keeps how long each stage took. */
function recordTimes({ progress, times }: StageWatch): Progress {
  return (event) => {
    if (event.type === 'stage-finished') times.push({ stage: event.stage, seconds: event.seconds });
    progress(event);
  };
}
