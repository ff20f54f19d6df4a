import type { FailureGroup } from '../hub/types.ts';

export const groupOrders = ['most', 'newest', 'growing'] as const;
export type GroupOrder = (typeof groupOrders)[number];

/** How many more runs failed of it than in the stretch before. */
const growth = ({ affected_executions, executions_before }: FailureGroup) =>
  affected_executions - executions_before;

/** Causes in the order that the reader asked for; causes alike stay in the hub's. */
export function orderGroups(groups: readonly FailureGroup[], order: GroupOrder): readonly FailureGroup[] {
  switch (order) {
    case 'most':
      return groups.toSorted((one, other) => other.affected_executions - one.affected_executions);
    case 'newest':
      return groups.toSorted((one, other) => other.last_seen.localeCompare(one.last_seen));
    case 'growing':
      return groups.toSorted((one, other) => growth(other) - growth(one));
  }
}
