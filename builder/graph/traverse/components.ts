/**
 * Strongly connected components (Tarjan) with a stack of its own: depth is bounded by memory alone.
 *
 * @param next successors of each vertex
 * @returns for each vertex the number of its component; numbers carry no order
 */
export function findComponents(next: readonly (readonly number[])[]): Int32Array {
  const count = next.length;
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const component = new Int32Array(count).fill(-1);
  const edgeAt = new Int32Array(count);
  const open: number[] = [];
  const path: number[] = [];
  let time = 0;
  let components = 0;
  for (let root = 0; root < count; root += 1) {
    if (index[root] !== -1) continue;
    enter(root);
    while (path.length > 0) {
      const vertex = path.at(-1)!;
      const child = next[vertex]![edgeAt[vertex]!];
      if (child === undefined) leave(vertex);
      else {
        edgeAt[vertex] = edgeAt[vertex]! + 1;
        if (index[child] === -1) enter(child);
        else if (component[child] === -1) low[vertex] = Math.min(low[vertex]!, index[child]!);
      }
    }
  }
  return component;

  function enter(vertex: number): void {
    index[vertex] = time;
    low[vertex] = time;
    time += 1;
    open.push(vertex);
    path.push(vertex);
  }

  function leave(vertex: number): void {
    path.pop();
    const parent = path.at(-1);
    if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[vertex]!);
    if (low[vertex] !== index[vertex]) return;
    for (;;) {
      const member = open.pop()!;
      component[member] = components;
      if (member === vertex) break;
    }
    components += 1;
  }
}
