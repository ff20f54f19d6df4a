import type { Settings } from '../../settings/schema.ts';
import { SettingsError } from '../../settings/settings-error.ts';
import type { Component } from '../../stack/component.ts';

type Labels = Readonly<Record<string, string>>;

const KEY = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;

/** Marks the Service whose port `metrics` is scraped; its headless twin does not have it. */
export const METRICS_LABEL = 'observatory/metrics';

/** Labels of an object that belongs to no single server. */
export function stackLabels(settings: Settings): Labels {
  for (const [key, value] of Object.entries(settings.labels)) {
    if (KEY.test(key) && VALUE.test(value)) continue;
    throw new SettingsError(
      `labels.${key}: expected a label that Kubernetes takes (at most 63 letters, digits, "-", "_", "."), got ${JSON.stringify(value)}`,
    );
  }
  return {
    ...settings.labels,
    'app.kubernetes.io/instance': settings.name,
    'app.kubernetes.io/part-of': settings.name,
    'app.kubernetes.io/managed-by': 'observatory',
  };
}

/** Labels by which Services, policies and workloads find a server's pods. They can never change. */
export function selector(settings: Settings, name: string): Labels {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': settings.name };
}

/** Labels of a server's objects. */
export function componentLabels(settings: Settings, component: Component): Labels {
  const version = /:([^:/@]+)(@[^@]+)?$/.exec(component.image)?.[1];
  return {
    ...stackLabels(settings),
    ...selector(settings, component.name),
    'app.kubernetes.io/component': component.component,
    ...(version !== undefined && VALUE.test(version) ? { 'app.kubernetes.io/version': version } : {}),
  };
}

/** Namespace of a server: what needs a path of the host stands apart, where PodSecurity allows it. */
export function namespaceOf(settings: Settings, component: Component): string {
  return component.privileges.hostPaths.length > 0 ? nodesNamespace(settings) : settings.namespace;
}

/** Namespace of the servers that need paths of the host. */
export function nodesNamespace(settings: Settings): string {
  return `${settings.namespace}-nodes`;
}
