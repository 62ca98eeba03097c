export { attributesOfMachine } from './attributes/attributes-of-machine.ts';
export { readGraphValues } from './attributes/graph-values.ts';
export { nameMachine } from './attributes/name-machine.ts';
export { mayRunAgain } from './change/judge-change.ts';
export { withoutOwnPassword } from './change/own-password.ts';
export { keyOf, planChange } from './change/plan-change.ts';
export { diffTexts, renderPlan } from './change/render-plan.ts';
export * from './change/types.ts';
export { checkEvals } from './check/check-evals.ts';
export { checkFacts } from './check/check-facts.ts';
export { type CheckOptions, checkGraph } from './check/check-graph.ts';
export { checkScriptValues } from './check/check-script-values.ts';
export { type HiddenPackage, listHiddenPackages } from './check/hidden-packages.ts';
export {
  collectKnownNames,
  collectSettledNames,
  settledAttribute,
  unknownAttribute,
} from './check/known-names.ts';
export { collectRosterNeeds, pickRoster, type RosterNeed } from './check/roster-needs.ts';
export { diffProfiles, isEmptySection } from './diff/diff-profiles.ts';
export { renderApplianceDiffs, renderSectionDiff } from './diff/render-diff.ts';
export * from './diff/types.ts';
export type { DirectiveName } from './elements/main/directive-names.ts';
export {
  CARRIED_ELEMENTS,
  type CarriedElement,
  type ElementResults,
  originsIn,
  type Profile,
} from './elements/mod.ts';
export { type ListSection, nameAsker } from './elements/reports.ts';
export { isFlagSet, mayBeEmpty } from './elements/screen/flags.ts';
export { type ExplainOptions, explain } from './explain/explain.ts';
export { renderExplanation } from './explain/render-explanation.ts';
export * from './explain/types.ts';
export { listPageSections, listSections, pickListed } from './list/list-profile.ts';
export { Machine, type TraverseOptions } from './machine/machine.ts';
export { openMachine } from './machine/open-machine.ts';
export { collectGivenNames } from './merge/collect-attributes.ts';
export { labelRolls } from './merge/label-rolls.ts';
export { parseGraph } from './parse-graph.ts';
export { collectMachinePicture, collectPicture } from './picture/collect-picture.ts';
export { answerAsk, renderPieces } from './roster/answer-ask.ts';
export { openRoster } from './roster/open-roster.ts';
export { collectEntryPoints, type EntryPoint, guessEntryPoints } from './traverse/entry.ts';
export { type Traversal, traverse } from './traverse/traverse.ts';
