import { dataOf } from '../hub/client.ts';
import type { AlertRule, RuleBody, RulePatch, RulePreview } from '../hub/types.ts';
import { type Question, useHubAction } from '../hub/use-hub-query.ts';
import { rangeBounds, type TimeRange } from '../time-range/time-range.ts';

export const rulesKey = ['alert-rules'] as const;
/** What a change of a rule may begin or end. */
const changes = [rulesKey, ['alerts']];

export const rulesQuestion: Question<readonly AlertRule[]> = {
  key: [...rulesKey, 'all'],
  ask: async (hub, signal) => (await dataOf(hub.api.GET('/api/v1/alerts/rules', { signal }))).rules,
};

export const ruleQuestion = (name: string): Question<AlertRule> => ({
  key: [...rulesKey, 'one', name],
  ask: (hub, signal) =>
    dataOf(hub.api.GET('/api/v1/alerts/rules/{name}', { params: { path: { name } }, signal })),
});

/** As far as the hub looks back for a preview. */
export const MOST_PREVIEW_MS = 7 * 24 * 3_600_000;

/** What a rule would have done within a range; of one that is too long, within its last seven days. */
export const previewQuestion = (rule: Omit<RuleBody, 'name'>, range: TimeRange): Question<RulePreview> => ({
  key: ['alert-rule-preview', rule, range],
  ask: (hub, signal) => {
    const { fromMs, toMs } = rangeBounds(range, hub.clock.now());
    const from = new Date(Math.max(fromMs, toMs - MOST_PREVIEW_MS)).toISOString();
    const body = { ...rule, from, ...(range.kind === 'between' ? { to: new Date(toMs).toISOString() } : {}) };
    return dataOf(hub.api.POST('/api/v1/alerts/rules/preview', { body, signal }));
  },
});

interface RuleChange {
  readonly name: string;
  readonly patch: RulePatch;
}

export const useMakeRule = () =>
  useHubAction((hub, body: RuleBody) => dataOf(hub.api.POST('/api/v1/alerts/rules', { body })), changes);

export const useChangeRule = () =>
  useHubAction(
    (hub, { name, patch }: RuleChange) =>
      dataOf(hub.api.PATCH('/api/v1/alerts/rules/{name}', { params: { path: { name } }, body: patch })),
    changes,
  );

/** Deletes a rule; one that every project has is as it was before somebody changed it. */
export const useDeleteRule = () =>
  useHubAction(
    (hub, name: string) =>
      dataOf(hub.api.DELETE('/api/v1/alerts/rules/{name}', { params: { path: { name } } })),
    changes,
  );
