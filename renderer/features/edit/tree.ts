/** Walking over the steps of an edited picture: each knows the one that it was made from. */

export interface TreeNode {
  readonly id: string;
  /** Absent for the picture that was opened first. */
  readonly parent?: string | undefined;
}

export interface TreeRow<Node extends TreeNode> {
  readonly node: Node;
  /** How many branches lie between its line and the first one. */
  readonly indent: number;
}

/**
 * In the order they are listed: a line of steps goes straight down, and what branched off it later
 * follows, further in. Nodes come oldest first; a node whose parent is gone begins a line of its own.
 */
export function treeRows<Node extends TreeNode>(nodes: readonly Node[]): TreeRow<Node>[] {
  const known = new Set(nodes.map(({ id }) => id));
  const rows: TreeRow<Node>[] = [];
  const begins = nodes.filter(({ parent }) => parent === undefined || !known.has(parent));
  // Not by recursion: a line may be as long as a person has patience.
  const open = begins.map((node) => ({ node, indent: 0 })).toReversed();
  for (let row = open.pop(); row !== undefined; row = open.pop()) {
    const { node, indent } = row;
    rows.push(row);
    const children = childrenOf(nodes, node.id);
    const after = children.slice(1).map((child) => ({ node: child, indent: indent + 1 }));
    open.push(...after.toReversed());
    if (children[0] !== undefined) open.push({ node: children[0], indent });
  }
  return rows;
}

/** Oldest first. */
export function childrenOf<Node extends TreeNode>(nodes: readonly Node[], id: string): Node[] {
  return nodes.filter(({ parent }) => parent === id);
}

/** From the first step to this one, itself included. */
export function pathTo<Node extends TreeNode>(nodes: readonly Node[], id: string): Node[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const path: Node[] = [];
  const seen = new Set<string>();
  let node = byId.get(id);
  while (node !== undefined && !seen.has(node.id)) {
    seen.add(node.id);
    path.unshift(node);
    node = node.parent === undefined ? undefined : byId.get(node.parent);
  }
  return path;
}

/**
 * Where redo leads from a step: to the child that lies on the way to where a person was last, else to
 * the newest one.
 */
export function nextOf<Node extends TreeNode>(
  nodes: readonly Node[],
  id: string,
  farthest: string | undefined,
): Node | undefined {
  const way = farthest === undefined ? [] : pathTo(nodes, farthest);
  const at = way.findIndex((node) => node.id === id);
  return at < 0 ? childrenOf(nodes, id).at(-1) : way[at + 1];
}
