import { dataOf } from '../hub/client.ts';
import type { Hub } from '../hub/hub.ts';
import { type Question, useHubQuery } from '../hub/use-hub-query.ts';
import type { QueryField } from './complete-query.ts';

const DAY_MINUTES = 24 * 60;
const GOOD_FOR_MS = 60_000;
const none: readonly string[] = [];

export const fieldsQuestion: Question<{ fields: readonly QueryField[] }> = {
  key: ['search-fields'],
  ask: (hub, signal) => dataOf(hub.api.GET('/api/v1/search/fields', { signal })),
};

type Ask = (hub: Hub, signal: AbortSignal) => Promise<readonly string[]>;

const byCost =
  (by: 'model' | 'provider' | 'user' | 'session' | 'service' | 'environment'): Ask =>
  async (hub, signal) => {
    const query = { by, minutes: DAY_MINUTES };
    const { groups } = await dataOf(hub.api.GET('/api/v1/cost', { params: { query }, signal }));
    return groups.flatMap(({ key }) => key ?? []);
  };

const agents: Ask = async (hub, signal) => {
  const found = await dataOf(hub.api.GET('/api/v1/agents', { signal }));
  return found.agents.map(({ agent }) => agent);
};

const workflows: Ask = async (hub, signal) => {
  const found = await dataOf(hub.api.GET('/api/v1/workflows', { signal }));
  return found.workflows.map(({ name }) => name);
};

/** Fields of which the hub tells what there was in the last day, and by which question. */
const asks: Readonly<Record<string, Ask>> = {
  agent: agents,
  workflow: workflows,
  name: async (hub, signal) => (await Promise.all([agents(hub, signal), workflows(hub, signal)])).flat(),
  model: byCost('model'),
  provider: byCost('provider'),
  user: byCost('user'),
  session: byCost('session'),
  service: byCost('service'),
  environment: byCost('environment'),
  error: async (hub, signal) => {
    const query = { minutes: DAY_MINUTES };
    const found = await dataOf(hub.api.GET('/api/v1/analysis/failures', { params: { query }, signal }));
    return found.groups.map(({ error_type }) => error_type);
  },
};

/** What people write most of fields whose values are not counted. */
const usual: Readonly<Record<string, readonly string[]>> = {
  root: ['true', 'false'],
  since: ['15m', '1h', '6h', '24h', '7d'],
  until: ['1h', '6h', '24h'],
  duration: ['>1s', '>5s', '>30s', '>5m'],
  cost: ['>0.01', '>0.10', '>1'],
  tokens: ['>10k', '>100k'],
  unpriced: ['>0'],
};

const valuesQuestion = (field: string | null): Question<readonly string[]> => ({
  key: ['field-values', field],
  ask: async (hub, signal) => (field === null ? [] : ((await asks[field]?.(hub, signal)) ?? [])),
});

/** The values that there are of a field; asked for when it is first needed, empty until the answer is there. */
export function useFieldValues(field: string | null): readonly string[] {
  const isAsked = field !== null && asks[field] !== undefined;
  const { data } = useHubQuery(valuesQuestion(field), { on: isAsked, goodForMs: GOOD_FOR_MS });
  return data ?? (field === null ? none : (usual[field] ?? none));
}
