import { existsSync } from 'node:fs';
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import type { Stack } from '../stack/stack.ts';
import { kubernetesObjects } from '../targets/kubernetes/objects.ts';
import { kubernetesWarnings } from '../targets/kubernetes/warnings.ts';
import { type ClusterFacts, clusterFacts } from './cluster-facts.ts';
import { KubernetesStack } from './kubernetes-stack.ts';

/** Puts the stack on the cluster of `kubernetes:context` or `kubernetes:kubeconfig`, else of the usual kubeconfig. */
export async function deployToKubernetes(
  stack: Stack,
  secrets: ReadonlyMap<string, pulumi.Output<string>>,
): Promise<void> {
  const { settings } = stack;
  for (const warning of kubernetesWarnings(stack)) await pulumi.log.warn(warning);
  const config = new pulumi.Config('kubernetes');
  const context = config.get('context');
  const kubeconfig = config.get('kubeconfig');
  const provider = new kubernetes.Provider(settings.name, {
    enableServerSideApply: true,
    // Pods are rolled by a hash of their files, so files change in place; else each change would replace a ConfigMap.
    enableConfigMapMutable: true,
    enableSecretMutable: true,
    ...(context === undefined ? {} : { context }),
    ...(kubeconfig === undefined ? {} : { kubeconfig: pulumi.secret(kubeconfig) }),
  });
  const facts = await factsOf(stack, context, kubeconfig);
  const objects = kubernetesObjects(stack, { ...facts, secretData: (name) => secrets.get(name) });
  new KubernetesStack(settings.name, { namespace: settings.namespace, objects }, { provider });
}

async function factsOf(
  { settings }: Stack,
  context: string | undefined,
  kubeconfig: string | undefined,
): Promise<ClusterFacts> {
  if (settings.operator !== 'auto')
    return { hasOperator: settings.operator === 'on', hasCustomMetrics: false };
  const isPath = kubeconfig !== undefined && existsSync(kubeconfig);
  return clusterFacts([
    ...(context === undefined ? [] : ['--context', context]),
    ...(isPath ? ['--kubeconfig', kubeconfig] : []),
  ]);
}
