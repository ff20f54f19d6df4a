import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as pulumi from '@pulumi/pulumi';

/** What a cluster has beyond the usual. */
export interface ClusterFacts {
  readonly hasOperator: boolean;
  readonly hasCustomMetrics: boolean;
}

/** Asks the cluster by `kubectl` for its kinds. Where it cannot be asked it counts as plain, and a warning says so. */
export async function clusterFacts(flags: readonly string[]): Promise<ClusterFacts> {
  try {
    const { stdout } = await promisify(execFile)('kubectl', [
      'api-versions',
      '--request-timeout=10s',
      ...flags,
    ]);
    return factsOf(stdout);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // A cluster that is only busy must not lose what it has: an `up` stops here, a preview goes on.
    if (code !== 'ENOENT' && !pulumi.runtime.isDryRun()) {
      throw new pulumi.RunError(
        `operator: cannot ask the cluster for its kinds: ${message.trim()}. ` +
          'Check the context, or set operator to "on" or "off".',
      );
    }
    await pulumi.log.warn(
      `operator: kubectl cannot ask the cluster for its kinds (${code === 'ENOENT' ? 'kubectl is missing' : message.trim()}); ` +
        'ServiceMonitor, PrometheusRule and scaling by own metrics are left out. Set operator to "on" or "off".',
    );
    return factsOf('');
  }
}

/** Reads the lines `group/version` that `kubectl api-versions` prints. */
export function factsOf(lines: string): ClusterFacts {
  const groups = new Set(lines.split('\n').map((line) => line.split('/')[0]));
  return {
    hasOperator: groups.has('monitoring.coreos.com'),
    hasCustomMetrics: groups.has('custom.metrics.k8s.io'),
  };
}
