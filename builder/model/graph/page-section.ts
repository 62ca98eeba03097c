import type { Origin } from './origin.ts';

/** A part of what a host gets, for people who look at its page. */
export interface PageSection {
  /** "Services". */
  readonly title: string;
  /** Short things stand side by side. */
  readonly columns: boolean;
  readonly items: readonly PageItem[];
}

export interface PageItem {
  readonly name: string;
  /** It is a path or another name that a machine reads. */
  readonly code?: true;
  /** "off". */
  readonly note?: string;
  readonly place?: Origin;
  /** Perhaps long: shown to those who ask. */
  readonly text?: string;
}
