/** The largest bigint: what is beyond must not stop the adding up. */
export const MOST = '9223372036854775807';

const DIMENSIONS = 'kind, agent, workflow, service, environment, provider, name';
const SUMS = [
  'started',
  'completed',
  'failed',
  'cancelled',
  'roots',
  'duration_ms',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'reasoning_tokens',
  'cost_pico',
  'unpriced',
];

/** SQL that adds up figures of five minutes to hours; `condition` chooses whole hours of them that are not added up yet. */
export const addUpHours = (condition: string) =>
  `INSERT INTO agent_figures_hours (project, bucket, ${DIMENSIONS}, ${SUMS.join(', ')})
   SELECT project, date_bin('1 hour', bucket, 'epoch'), ${DIMENSIONS},
          ${SUMS.map((name) => `least(sum(${name}), ${MOST})`).join(', ')}
   FROM agent_figures WHERE ${condition} GROUP BY 1, 2, ${DIMENSIONS}`;
