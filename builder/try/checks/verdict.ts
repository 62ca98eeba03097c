/** How one check of one machine ended. */
export interface Verdict {
  readonly ok: boolean;
  /** What was found: lines for people. Of a success at most one. */
  readonly detail: readonly string[];
}

export const PASSED: Verdict = { ok: true, detail: [] };

export function failed(...detail: readonly string[]): Verdict {
  return { ok: false, detail };
}

/** Passed where nothing was found to be wrong. */
export function verdictOf(wrong: readonly string[]): Verdict {
  return wrong.length === 0 ? PASSED : failed(...wrong);
}

/**
 * Of what could not be asked because machines are missing: those of an appliance that the trial is not about are missed by nobody.
 *
 * @param appliances that the trial is about
 */
export function judgeMissing(appliance: string, appliances: ReadonlySet<string>, text: string): Verdict {
  return appliances.has(appliance)
    ? failed(`Nobody could ask: ${text}`)
    : { ok: true, detail: [`Not asked: ${text}`] };
}

/** A check with where it was made and how it ended. */
export interface CheckResult extends Verdict {
  /** Host name of the machine. */
  readonly host: string;
  readonly appliance: string;
  /** `running`, or `NAME.test.yaml:LINE`. */
  readonly id: string;
  readonly title: string;
  readonly seconds: number;
  /** It was made after the machine was installed a second time. */
  readonly after?: 'reinstallation';
}
