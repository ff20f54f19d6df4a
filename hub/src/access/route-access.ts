import type { RouteOptions } from 'fastify';
import { HubError } from '../errors.ts';
import { FIRST_PROJECT, type Principal } from './principal.ts';
import type { Scope } from './scopes.ts';

/** What a route asks of whoever calls it: a scope, or nothing. */
export type Access = Scope | 'public';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Needed on each route that is not a GET; of a GET it is `read` unless it says otherwise. */
    access?: Access;
    /** The answer holds what people or models said, so that the audit trail names who read it. */
    readsContent?: boolean;
    /** Of the hub as a whole, not of one project: for the first project's keys and people alone. */
    hubWide?: boolean;
    /** A WebSocket to which a page may give its key in the first frame. */
    takesKeyInFrame?: boolean;
  }
  interface FastifyRequest {
    /** Set before any route runs; on public routes, of whoever gave nothing, null. */
    principal: Principal | null;
    /** A WebSocket that is open, and whose client is still to say who it is. */
    awaitsKey: boolean;
  }
}

/** What a route declares. Throws where it changes something and does not say who may. */
export function accessOf({ method, url, config }: Pick<RouteOptions, 'method' | 'url' | 'config'>): Access {
  const access = config?.access;
  if (access !== undefined) return access;
  if ([method].flat().every((one) => one === 'GET' || one === 'HEAD')) return 'read';
  throw new Error(`${String(method)} ${url} must say in config.access who may call it`);
}

/** Throws OBS_FORBIDDEN where a principal lacks what a route asks for. */
export function requireScope(principal: Principal, access: Access): void {
  if (access === 'public' || principal.scopes.has(access)) return;
  throw new HubError(
    'OBS_FORBIDDEN',
    `This needs the scope ${access}; ${principal.name} has ${[...principal.scopes].join(', ') || 'none'}.`,
  );
}

/** Throws OBS_FORBIDDEN where what is of the whole hub is asked for from within another project. */
export function requireHubProject({ name, project }: Principal): void {
  if (project === FIRST_PROJECT) return;
  throw new HubError(
    'OBS_FORBIDDEN',
    `This is of the hub as a whole, for the project ${FIRST_PROJECT} alone; ${name} is of ${project}.`,
  );
}
