import type { Settings } from '../settings/schema.ts';
import type { Component } from '../stack/component.ts';
import type { Site } from '../stack/site.ts';
import { closedServer } from './closed-server.ts';
import { hostPort } from './host-port.ts';

/** Measures the containers of a Docker host; opt-in. On Kubernetes the kubelet has the same figures. */
export function cadvisor(settings: Settings, site: Site): Component {
  const { host, port } = hostPort(site.listen('cadvisor', 'http'));
  return {
    ...closedServer(settings, 'cadvisor'),
    does: 'Measures containers.',
    workload: 'node',
    args: [
      `--listen_ip=${host}`,
      `--port=${port}`,
      '--docker_only=true',
      '--housekeeping_interval=15s',
      // No label of a container becomes a label of a metric but those that say which it is.
      '--store_container_labels=false',
      '--whitelisted_container_labels=com.docker.compose.project,com.docker.compose.service',
      '--disable_metrics=advtcp,cpu_topology,cpuset,hugetlb,memory_numa,percpu,process,referenced_memory,resctrl,sched,tcp,udp',
    ],
    ports: [site.port('cadvisor', 'http')],
    probes: {
      ready: { port: 'http', path: '/healthz' },
      live: { port: 'http', path: '/healthz' },
      command: ['wget', '-qO', '/dev/null', `http://127.0.0.1:${port}/healthz`],
      startS: 60,
    },
    // Docker's socket belongs to root and a group whose number differs by host: as root without capabilities.
    user: { uid: 0, gid: 0 },
    privileges: {
      hostPaths: ['/sys', '/var/lib/docker', '/var/run/docker.sock'],
      clusterRules: [],
      readOnlyRoot: true,
    },
    metrics: { port: 'http', path: '/metrics' },
    stopS: 10,
  };
}
