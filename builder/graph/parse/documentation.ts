/** Elements that only tell something to people. */
export const DOCUMENTATION: ReadonlySet<string> = new Set(['description', 'copyright', 'changelog']);
