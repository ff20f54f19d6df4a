import type { Advice, AdviceList } from '../api/schemas/cost.ts';
import { readFigures } from '../figures/read-figures.ts';
import type { Database } from '../store/database.ts';
import type { Stretch } from '../store/read-health.ts';
import { FEWEST } from './advice.ts';
import { cheaperModels, type ModelQuestion } from './cheaper-models.ts';
import { futileRetries, readRetried } from './futile-retries.ts';
import { growingPrompts, readPromptRuns } from './growing-prompts.ts';
import { slowSteps } from './slow-steps.ts';

/** Agents whose prompts are looked at: those with the most input tokens. */
const MAX_AGENTS = 20;

export interface AdviceQuestion extends Stretch, ModelQuestion {
  readonly agent: string | null;
  readonly slowMs: number;
}

/** What would make agents quicker or cheaper, of what began in a stretch. */
export async function findAdvice(
  database: Database,
  project: string,
  question: AdviceQuestion,
): Promise<Pick<AdviceList, 'advice' | 'looked_at'>> {
  const { agent, sinceUs, untilUs, slowMs } = question;
  const stretch = { sinceUs, untilUs };
  const base = { ...stretch, bucketS: null, ...(agent === null ? {} : { where: { agent } }) };
  const [executions, models, tools, retried] = await Promise.all([
    readFigures(database, project, { ...base, kind: 'execution', by: ['agent'] }),
    readFigures(database, project, { ...base, kind: 'model', by: ['agent', 'provider', 'name'] }),
    readFigures(database, project, { ...base, kind: 'tool', by: ['agent', 'name'] }),
    readRetried(database, project, stretch, agent),
  ]);
  const agents = executions.filter((one) => one.agent !== '');
  const tokens = new Map<string, number>();
  for (const model of models) tokens.set(model.agent, (tokens.get(model.agent) ?? 0) + model.inputTokens);
  const dearest = agents
    .filter(({ started }) => started >= FEWEST)
    .map((one) => one.agent)
    .sort((a, b) => (tokens.get(b) ?? 0) - (tokens.get(a) ?? 0))
    .slice(0, MAX_AGENTS);
  const calls = [...models, ...tools];
  const started = (rows: readonly { readonly started: number }[]) =>
    rows.reduce((sum, row) => sum + row.started, 0);
  return {
    advice: [
      ...slowSteps(agents, calls, slowMs).sort(bySaving),
      ...cheaperModels(models, question).sort(bySaving),
      ...futileRetries(retried).sort(bySaving),
      ...growingPrompts(await readPromptRuns(database, project, stretch, dearest)),
    ],
    looked_at: { executions: started(agents), calls: started(calls) },
  };
}

function bySaving(a: Advice, b: Advice): number {
  return (b.saving_usd ?? 0) - (a.saving_usd ?? 0) || (b.saving_ms ?? 0) - (a.saving_ms ?? 0);
}
