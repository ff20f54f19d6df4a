import type { IconName } from '../parts/icon.tsx';
import type { PageName } from '../place/route.ts';

interface NavigationGroup {
  readonly name: 'watch' | 'understand' | 'act';
  readonly pages: readonly PageName[];
}

/** The pages that the side shows, in the order of a working day. */
export const navigation: readonly NavigationGroup[] = [
  { name: 'watch', pages: ['overview', 'executions', 'errors', 'events', 'timeline', 'alerts'] },
  {
    name: 'understand',
    pages: ['agents', 'workflows', 'analytics', 'cost', 'evaluations', 'sessions', 'users', 'map', 'compare'],
  },
  { name: 'act', pages: ['query', 'boards', 'admin'] },
];

/** What a phone has at its lower edge, beside the button for all others. */
export const bottomPages: readonly PageName[] = ['overview', 'executions', 'alerts', 'cost'];

/** The letter that leads to a page after `g`. */
export const pageKeys: Readonly<Record<string, PageName>> = {
  o: 'overview',
  e: 'executions',
  f: 'errors',
  v: 'events',
  t: 'timeline',
  l: 'alerts',
  a: 'agents',
  w: 'workflows',
  n: 'analytics',
  c: 'cost',
  s: 'evaluations',
  m: 'map',
  p: 'compare',
  q: 'query',
  d: 'boards',
  i: 'admin',
};

export const pageIcons: Readonly<Record<PageName, IconName>> = {
  overview: 'overview',
  executions: 'list',
  errors: 'warn',
  events: 'events',
  timeline: 'timeline',
  alerts: 'bell',
  agents: 'agent',
  workflows: 'workflow',
  analytics: 'chart',
  cost: 'cost',
  evaluations: 'score',
  map: 'map',
  compare: 'compare',
  query: 'query',
  boards: 'boards',
  admin: 'admin',
  sessions: 'list',
  users: 'user',
};
