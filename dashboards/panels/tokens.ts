import { oneOf, ratio, sumBy } from '../../alerts/promql/expression.ts';
import { model } from '../../alerts/recorded/models.ts';
import { chosen } from '../parts/chosen.ts';
import { lines, type Panel, stacked } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';
import { meanOfRuns } from './mean-of-runs.ts';

const nothing = 'No model was called in this time.';

/** The whole: what goes in and what comes out. */
export const tokensInAndOut: Panel = stacked(
  {
    title: 'How many tokens go in and come out?',
    description:
      'A second. These two are the whole: cached input and reasoning are in them, and never to be added.',
    unit: 'cps',
    empty: nothing,
  },
  ask(sumBy(['type'], chosen(model.tokens, { type: oneOf('input', 'output') })), '{{type}}'),
);

/** Parts of the whole, each by itself. */
export const tokenParts: Panel = lines(
  {
    title: 'How many of them are cached, or reasoning?',
    description:
      'A second. `cache_read` and `cache_write` are parts of the input, `reasoning` is a part of the output: do not add them to it.',
    unit: 'cps',
    empty: nothing,
  },
  ask(
    sumBy(['type'], chosen(model.tokens, { type: oneOf('cache_read', 'cache_write', 'reasoning') })),
    '{{type}}',
  ),
);

const byModel = ['provider', 'model'] as const;

/** What the providers' caches save. */
export const cacheShare: Panel = lines(
  {
    title: 'Which share of the input comes from a cache?',
    description:
      'Input tokens that a provider read from its cache, of all. They cost a tenth to a half; a fall means that the start of a prompt changes from call to call.',
    unit: 'percentunit',
    empty: nothing,
    sort: 'mean',
  },
  ask(
    ratio(
      sumBy(byModel, chosen(model.tokens, { type: 'cache_read' })),
      sumBy(byModel, chosen(model.tokens, { type: 'input' })),
    ),
    '{{model}}',
  ),
);

/** How much a run takes. */
export const tokensOfRun: Panel = lines(
  {
    title: 'How many tokens does a run take?',
    description:
      'Mean of the runs that ended in the last hour, input and output together, agents within them included.',
    unit: 'short',
    empty: 'No run ended in this time.',
    alerts: ['TokensPerRunAnomaly'],
    links: [
      {
        title: 'This agent',
        to: { dashboard: 'agent-performance', choose: { agent: '${__field.labels.agent}' } },
      },
    ],
  },
  ask(meanOfRuns('agent', 'tokensPerRun'), '{{agent}}'),
  ask(meanOfRuns('workflow', 'tokensPerRun'), '{{workflow}}'),
);
