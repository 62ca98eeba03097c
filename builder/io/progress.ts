/** One thing worth showing while work goes on. A stage may be known by bytes, by items, or only by its name. */
export type ProgressEvent =
  | { readonly type: 'stage-started'; readonly stage: string; readonly title: string }
  | {
      readonly type: 'stage-advanced';
      readonly stage: string;
      readonly done: number;
      /** Left out while it is not known. */
      readonly total?: number;
      readonly unit: 'bytes' | 'items';
      /** What is being worked on just now. */
      readonly detail?: string;
    }
  | {
      readonly type: 'stage-finished';
      readonly stage: string;
      readonly title: string;
      readonly seconds: number;
      /** One line of result: "173 packages, 141 MB". */
      readonly summary?: string;
    }
  | {
      readonly type: 'stage-failed';
      readonly stage: string;
      readonly title: string;
      readonly seconds: number;
      readonly message: string;
    }
  | { readonly type: 'note'; readonly stage?: string; readonly text: string };

/** Takes events; never throws, never blocks. */
export type Progress = (event: ProgressEvent) => void;

/** Takes events and shows nothing. */
export const silentProgress: Progress = () => {};
