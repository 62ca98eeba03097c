import type { Origin, RecordedThing } from '../../model/mod.ts';

/** A thing on its way into a record: with all that it says, which may be secret. */
export interface Draft extends Omit<RecordedThing, 'by' | 'digest' | 'text'> {
  readonly by: readonly Origin[];
  /** All that it says, to be compared. Of a setting it is the line that brings it about. */
  readonly content: string;
  /** What of that people may see, once secrets are masked; left out: nothing. */
  readonly text?: string;
}
