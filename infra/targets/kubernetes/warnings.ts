import type { Stack } from '../../stack/stack.ts';

/** What will not work on a cluster with these settings; each says what to do. */
export function kubernetesWarnings({ settings, components }: Stack): string[] {
  return components.flatMap(({ component, image, build }) =>
    build === null || settings.images.overrides[component] !== undefined
      ? []
      : [
          `images.overrides.${component} is not set, and no public registry has ${image}. Build it with "docker build -f ${build.dockerfile} -t REGISTRY/${component}:TAG ${build.context}", push it, and set images.overrides.${component}=REGISTRY/${component}:TAG.`,
        ],
  );
}
