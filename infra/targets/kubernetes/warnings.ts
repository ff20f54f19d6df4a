import type { Stack } from '../../stack/stack.ts';
import { ingressRoutes } from './ingress.ts';

/** What will not work, or not safely, on a cluster with these settings; each says what to do. */
export function kubernetesWarnings(stack: Stack): string[] {
  const { settings, components } = stack;
  const { images, tls } = settings;
  const own = components.filter((one) => one.build !== null && images.overrides[one.component] === undefined);
  const open = tls.secret === null && tls.issuer === null ? ingressRoutes(stack) : [];
  return [
    ...own.map(
      ({ component, image }) =>
        `images.overrides.${component} is not set: no registry has ${image}. Build it with "observatory build --image", push it to a registry of yours, and set images.overrides.${component} to where it is.`,
    ),
    ...open.map(
      ({ host }) => `${host} is served without TLS: set tls.secret or, with cert-manager, tls.issuer.`,
    ),
  ];
}
