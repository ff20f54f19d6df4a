import type { ServiceMap } from '../hub/types.ts';
import { counted } from '../lib/counted.ts';
import { formatExactCount as count } from '../lib/format-number.ts';

type Kind = ServiceMap['nodes'][number]['kind'];

const kinds = {
  service: 'Services',
  workflow: 'Workflows',
  agent: 'Agents',
  provider: 'Model providers',
  model: 'Models',
  tool: 'Tools',
  database: 'Databases',
} satisfies Record<Kind, string>;

/** Words of the service map. */
export const mapTexts = {
  title: 'Service map',
  note: (nodes: number, edges: number) =>
    `${counted(nodes, 'part', 'parts')}, ${counted(edges, 'connection', 'connections')}`,
  panel: 'Who calls whom',
  kinds,
  kind: {
    service: 'Service',
    workflow: 'Workflow',
    agent: 'Agent',
    provider: 'Model provider',
    model: 'Model',
    tool: 'Tool',
    database: 'Database',
  } satisfies Record<Kind, string>,
  find: 'Find a part by its name',
  near: 'Only what is tied to it',
  whole: 'Draw all',
  others: (kind: Kind, others: number) => `${count(others)} more ${kinds[kind].toLowerCase()}`,
  notFound: 'No part of the map has this name.',
  shown: 'What is shown',
  kindChip: (kind: string, nodes: number) => `${kind} ${count(nodes)}`,
  graph:
    'Map of services, agents, models, tools and databases. Tab goes from one to the next, Enter shows one.',
  legend: { figures: 'every call', sample: 'from sampled traces', broken: 'a tenth or more fails' },
  onAverage: 'on average',
  fails: (share: string) => `${share} failed`,
  table: 'Connections with their rate, failures and time',
  tableTitle: 'Connections',
  columns: {
    from: 'From',
    to: 'To',
    rate: 'Rate',
    calls: 'Calls',
    errors: 'Failed',
    mean: 'Mean',
    p95: 'p95',
  },
  sampled: 'of the sample',
  detail: {
    rate: 'Rate',
    calls: 'Calls, requests or runs',
    failed: 'Failed',
    mean: 'Mean',
    calledBy: 'Called by',
    callsTo: 'Calls',
    nobody: 'nothing that is on the map',
    open: { agent: 'Open this agent', workflow: 'Open this workflow', runs: 'Runs with it' },
  },
  sampleNote: (traces: number, spans: number) =>
    `Calls of models and tools, and runs, are all counted. Requests between services, databases, and agents that start agents are known from ${counted(traces, 'sampled trace', 'sampled traces')} with ${counted(spans, 'span', 'spans')}; their counts are no totals.`,
  truncated: 'Only the 500 connections with the most calls are here.',
  empty: 'Nothing called anything in this range',
  emptyText:
    'The map is drawn from traces. Choose a longer range or another environment, or send the first trace.',
  toExecutions: 'How to send the first trace',
  hidden: 'All kinds are hidden. Choose one above.',
} as const;
