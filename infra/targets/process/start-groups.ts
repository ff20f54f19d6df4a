/**
 * Servers in the groups in which they can start: each group needs only what stands in the ones before.
 * Stopping goes the other way round. Throws where needs go in a circle or name a server that is not there.
 */
export function startGroups<T extends { readonly name: string; readonly needs: readonly string[] }>(
  servers: readonly T[],
): T[][] {
  const known = new Set(servers.map(({ name }) => name));
  for (const { name, needs } of servers) {
    const missing = needs.find((need) => !known.has(need));
    if (missing !== undefined) throw new Error(`${name} needs ${missing}, which the stack does not have`);
  }
  const groups: T[][] = [];
  const placed = new Set<string>();
  while (placed.size < servers.length) {
    const group = servers.filter(
      ({ name, needs }) => !placed.has(name) && needs.every((need) => placed.has(need)),
    );
    if (group.length === 0) {
      const circle = servers.filter(({ name }) => !placed.has(name)).map(({ name }) => name);
      throw new Error(`${circle.join(', ')} need each other: none can start first`);
    }
    for (const { name } of group) placed.add(name);
    groups.push(group);
  }
  return groups;
}
