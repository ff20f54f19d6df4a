import type { Settings } from '../settings/schema.ts';
import type { Component } from '../stack/component.ts';
import type { Site, SiteKind } from '../stack/site.ts';
import { balancerConfig } from './balancer-config.ts';
import { closedServer } from './closed-server.ts';

/** Docker's own, which knows the containers of a network by the names of their servers. */
const DOCKER_DNS = '127.0.0.11';

/** Docker's networks: only this stack's servers are on its own, and the host, whose connections come from its gateway. */
export const DOCKER_NETWORKS = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

/**
 * Whether nginx stands before the hubs. A port of the host leads to one container only; Kubernetes has a Service for that,
 * and as processes there is one hub.
 */
export function hasBalancer({ stores, replicas }: Settings, kind: SiteKind): boolean {
  return (kind === 'compose' || kind === 'docker') && stores.database === 'server' && replicas.hub > 1;
}

/** The one address of several hubs on Docker: spreads requests over those that there are. */
export function balancer(settings: Settings, site: Site): Component {
  const { number } = site.port('balancer', 'http');
  return {
    ...closedServer(settings, 'balancer'),
    does: 'Spreads requests over the hubs.',
    workload: 'replicated',
    command: ['nginx', '-e', 'stderr', '-c', site.file('balancer', 'nginx.conf')],
    files: [
      {
        path: 'nginx.conf',
        content: balancerConfig({
          listen: site.listen('balancer', 'http'),
          hubs: [site.each('hub', 'http')],
          resolver: DOCKER_DNS,
          scratch: '/tmp',
          trustedProxies: settings.hub.trustedProxies,
        }),
      },
    ],
    ports: [site.port('balancer', 'http')],
    probes: {
      ready: { port: 'http', path: '/ready' },
      live: { port: 'http' },
      command: ['wget', '-q', '-O', '/dev/null', `http://127.0.0.1:${number}/health`],
      startS: 60,
    },
    scratch: ['/tmp'],
    user: { uid: 101, gid: 101 },
    needs: ['hub'],
    calls: [{ to: 'hub', port: 'http' }],
    stopS: 10,
  };
}
