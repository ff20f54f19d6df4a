/** The parts of an image's name. */
export interface ImageReference {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  /** `sha256:…` where the image is pinned already. */
  readonly digest: string | null;
}

/** Takes an image's name apart as Docker does: without a registry it is of Docker Hub, without a tag `latest`. */
export function parseImage(image: string): ImageReference {
  const [name = '', digest = null] = image.split('@');
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const hasRegistry = /[.:]/.test(first) || first === 'localhost';
  const path = hasRegistry ? name.slice(slash + 1) : name;
  const colon = path.lastIndexOf(':');
  const [bare, tag] = colon < 0 ? [path, 'latest'] : [path.slice(0, colon), path.slice(colon + 1)];
  const registry = hasRegistry ? first : 'docker.io';
  const repository = registry === 'docker.io' && !bare.includes('/') ? `library/${bare}` : bare;
  return { registry, repository, tag, digest };
}

/** The name with its tag, for readers, and its digest, which alone counts. */
export function pinnedImage({ registry, repository, tag }: ImageReference, digest: string): string {
  return `${registry}/${repository}:${tag}@${digest}`;
}
