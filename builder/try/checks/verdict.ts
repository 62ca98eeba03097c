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
