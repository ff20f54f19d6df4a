import type { Settings } from '../../settings/schema.ts';
import type { Stack } from '../../stack/stack.ts';
import { access } from './access.ts';
import { availability } from './availability.ts';
import { configMaps } from './config-maps.ts';
import { customMetrics } from './custom-metrics.ts';
import { ingresses } from './ingress.ts';
import { monitoring } from './monitoring.ts';
import { namespaces } from './namespaces.ts';
import { networkPolicies } from './network-policies.ts';
import type { KubernetesObject } from './object.ts';
import type { KubernetesOptions } from './options.ts';
import { secrets } from './secrets.ts';
import { services } from './services.ts';
import { workload } from './workload.ts';

/**
 * A stack as Kubernetes objects, in an order in which each finds what it needs. Secrets are among them only where
 * `secretData` gives their values; `observatory secrets` prints them otherwise.
 */
export function kubernetesObjects(stack: Stack, options: KubernetesOptions = {}): KubernetesObject[] {
  const { settings, components } = stack;
  const given = { ...options, hasOperator: hasOperator(settings, options) };
  return [
    ...namespaces(stack),
    ...networkPolicies(stack, given),
    ...(given.secretData === undefined ? [] : secrets(stack, given.secretData)),
    ...components.flatMap((one) => access(settings, one)),
    ...components.flatMap((one) => configMaps(settings, one)),
    ...components.flatMap((one) => customMetrics(stack, one)),
    ...components.flatMap((one) => services(settings, one)),
    ...components.flatMap((one) => [...workload(stack, one, given), ...availability(settings, one, given)]),
    ...ingresses(stack),
    ...(given.hasOperator ? monitoring(stack) : []),
  ];
}

/** The namespaces and the Secrets alone, for those who apply rendered files: no file has a secret's value. */
export function kubernetesSecrets(stack: Stack, secretData: (name: string) => unknown): KubernetesObject[] {
  return [...namespaces(stack), ...secrets(stack, secretData)];
}

function hasOperator({ operator }: Settings, options: KubernetesOptions): boolean {
  return operator === 'on' || (operator === 'auto' && options.hasOperator === true);
}
