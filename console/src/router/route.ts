/** The pages, as addresses name them. */
export type Route =
  | { readonly page: 'executions' }
  | { readonly page: 'execution'; readonly id: string }
  | { readonly page: 'missing' };

/** The page that a path of an address leads to. */
export function routeOf(pathname: string): Route {
  const path = pathname.replace(/\/+$/, '') || '/';
  if (path === '/' || path === '/executions') return { page: 'executions' };
  const id = /^\/executions\/([0-9a-f]{48})$/i.exec(path)?.[1];
  return id ? { page: 'execution', id: id.toLowerCase() } : { page: 'missing' };
}

/** The address of one execution. */
export function executionPath(id: string): string {
  return `/executions/${id}`;
}
