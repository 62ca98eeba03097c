/** The reports of `request`, made with the exports of builder/graph/mod.ts. */
export function report(lib: object, request: object): object;
