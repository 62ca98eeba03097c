/** What a file's process tells the runner. */
export type ChildEvent =
  | { readonly type: 'begin'; readonly suite: string; readonly test: string }
  | { readonly type: 'suite'; readonly passed: number; readonly failed: number; readonly skipped: number }
  | { readonly type: 'end' };
