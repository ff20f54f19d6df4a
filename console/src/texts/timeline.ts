import { counted } from '../lib/counted.ts';
import { formatExactCount as count } from '../lib/format-number.ts';
import { eventsTexts } from './events.ts';

/** Words of the timeline. */
export const timelineTexts = {
  title: 'Timeline',
  filter: 'Filter the timeline',
  agent: 'Agent or workflow',
  session: 'Session',
  user: 'User',
  trace: (id: string) => `Trace ${id.slice(0, 8)} ×`,
  traceRemove: 'Show all traces',
  oldestFirst: 'Oldest first',
  clear: 'Clear filters',
  lanes: {
    runs: 'Runs',
    models: 'Model calls',
    tools: 'Tool calls',
    steps: 'Steps',
    alerts: 'Alerts',
    marks: 'Marks',
    snapshots: 'Snapshots',
    logs: 'Logs',
  },
  laneTitle: 'Show or hide in the list',
  picture: 'What happened, by kind',
  pictureHint: 'Draw over a stretch to look closer; press at a point to go there in the list.',
  keys: 'What happened, in lanes. Arrow keys go from one to the next, Enter goes there in the list.',
  spot: (lane: string, time: string, moments: number, failed: number) =>
    `${lane} at ${time}: ${counted(moments, 'moment', 'moments')}${failed > 0 ? `, ${count(failed)} of them failures` : ''}`,
  moments: (moments: number) => counted(moments, 'moment', 'moments'),
  countedFrom: (time: string) => `counted from ${time} on; there are very many before`,
  from: (order: 'asc' | 'desc', time: string) => `${order === 'desc' ? 'Up to' : 'From'} ${time} ×`,
  fromRemove: (order: 'asc' | 'desc') => `Begin with the ${order === 'desc' ? 'newest' : 'oldest'}`,
  closer: 'Look closer',
  wider: 'Look wider',
  earlier: 'Earlier',
  later: 'Later',
  lane: (name: string, moments: number, failed: number) =>
    `${name}: ${counted(moments, 'moment', 'moments')}${failed > 0 ? `, ${count(failed)} of them failures` : ''}`,
  list: (order: 'asc' | 'desc') => `What happened, ${order === 'desc' ? 'newest' : 'oldest'} first`,
  types: { ...eventsTexts.typeNames, mark: 'Mark' } as Readonly<Record<string, string>>,
  loadMore: 'Load more',
  loading: 'Loading more',
  loaded: (loaded: number, all: number) => `${count(loaded)} of ${count(all)} are in the list.`,
  toEnd: 'That is the end of the range.',
  end: (shown: number, all: number) =>
    shown === all
      ? `That is all: ${counted(all, 'moment', 'moments')}.`
      : `That is all: ${count(shown)} of ${counted(all, 'moment', 'moments')} are shown.`,
  truncated:
    'Only the 1,000 newest runs of this user or session were looked at. Choose a shorter range for the others.',
  empty: 'Nothing happened in this range',
  emptyText:
    'Choose a longer range, or loosen the filter. Runs, calls of models and tools, alerts and marks show up here as they come.',
  allHidden: 'All that happened here is of kinds that are hidden.',
  showAll: 'Show all kinds',
} as const;
