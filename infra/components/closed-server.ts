import type { ComponentName, Settings } from '../settings/schema.ts';
import type { Component } from '../stack/component.ts';
import { image } from './image.ts';

/** What servers have in common: the pinned image as it is, no rights, nobody that it needs or calls. */
export function closedServer(settings: Settings, component: ComponentName) {
  return {
    name: component,
    component,
    image: image(settings, component),
    build: null,
    program: null,
    replicas: 1,
    autoscale: null,
    command: null,
    args: [],
    env: {},
    secrets: [],
    files: [],
    volumes: [],
    scratch: [],
    resources: settings.resources[component],
    privileges: { hostPaths: [], clusterRules: [], readOnlyRoot: true },
    needs: [],
    calls: [],
    metrics: null,
  } as const satisfies Partial<Component>;
}
