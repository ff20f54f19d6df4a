import type { Component } from '../../stack/component.ts';

/** Variable of Compose that says which version of a secret there is: anything that changes with its value. */
export function secretVersionVariable(name: string): string {
  return `OBSERVATORY_VERSION_${name.toUpperCase().replaceAll('-', '_')}`;
}

/**
 * Labels with the versions of what a server reads. Compose looks at a service's text alone: a changed secret shows in it,
 * so that `up` recreates the container. Never of the value itself, which a hash of a weak one would give away.
 */
export function secretVersions({ secrets }: Component): Record<string, string> {
  return Object.fromEntries(
    secrets.map((name) => [`observatory.secret.${name}`, `\${${secretVersionVariable(name)}:-}`]),
  );
}
