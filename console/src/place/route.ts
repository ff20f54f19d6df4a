/** The pages, by the first part of their address; `overview` is the empty one. */
export const pageNames = [
  'overview',
  'executions',
  'compare',
  'agents',
  'workflows',
  'analytics',
  'errors',
  'events',
  'cost',
  'evaluations',
  'map',
  'timeline',
  'alerts',
  'query',
  'boards',
  'admin',
  'sessions',
  'users',
] as const;
export type PageName = (typeof pageNames)[number];

/** What an address leads to: a page, and what of it, such as an id, a name or a tab; `''` for the whole. */
export interface Route {
  readonly page: PageName | 'missing';
  readonly part: string;
}

const isPageName = (text: string): text is PageName => pageNames.some((name) => name === text);
const isExecutionId = (text: string) => /^[0-9a-f]{48}$/i.test(text);

/** The page that a path of an address leads to. A part may hold slashes; it is decoded. */
export function routeOf(pathname: string): Route {
  const [name = '', ...rest] = pathname.replace(/^\/+|\/+$/g, '').split('/');
  const missing: Route = { page: 'missing', part: '' };
  if (name === '') return { page: 'overview', part: '' };
  if (name === 'overview' || !isPageName(name)) return missing;
  const part = decoded(rest.join('/'));
  if (part === null) return missing;
  if (name !== 'executions' || part === '') return { page: name, part };
  return isExecutionId(part) ? { page: name, part: part.toLowerCase() } : missing;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** The address of a page, or of a part of it: an agent by its name, a rule, a tab. */
export function pagePath(page: PageName, part = ''): string {
  const path = page === 'overview' ? '/' : `/${page}`;
  if (part === '') return path;
  const pieces = part.split('/');
  // A browser takes dots out of an address; slashes at an end would be lost.
  const isKept = pieces.every((piece) => piece !== '' && piece !== '.' && piece !== '..');
  return `${path}/${isKept ? pieces.map(encodeURIComponent).join('/') : encodeURIComponent(part)}`;
}

/** The address of one execution. */
export function executionPath(id: string): string {
  return pagePath('executions', id);
}
