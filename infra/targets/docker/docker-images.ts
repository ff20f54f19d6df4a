import { isAbsolute, join } from 'node:path';
import * as docker from '@pulumi/docker';
import type * as pulumi from '@pulumi/pulumi';
import type { Stack } from '../../stack/stack.ts';

/**
 * Each image of a stack once, by its name. Our own are built from their sources below `root`, unless the settings name a
 * registry or another image.
 */
export function dockerImages(
  { settings, components }: Stack,
  root: string,
  options: pulumi.CustomResourceOptions,
): ReadonlyMap<string, docker.RemoteImage> {
  const { registry, overrides } = settings.images;
  const images = new Map<string, docker.RemoteImage>();
  for (const { image, component, build } of components) {
    if (images.has(image)) continue;
    const pulled = build === null || registry !== null || overrides[component] !== undefined;
    images.set(
      image,
      new docker.RemoteImage(
        component,
        {
          name: image,
          // `destroy` takes away what `up` made, not what others may use.
          keepLocally: true,
          ...(pulled ? {} : { build: { context: below(root, build.context), dockerfile: build.dockerfile } }),
        },
        options,
      ),
    );
  }
  return images;
}

const below = (root: string, path: string): string => (isAbsolute(path) ? path : join(root, path));
