import { dockerLines } from './docker.ts';
import { buildImages } from './docker-images.ts';
import { buildHubImage, HUB_IMAGE } from './hub-image.ts';

/**
 * Builds those images of a stack that this daemon has not. They stay for the next file of the run (the hub's takes half a
 * minute); `servers.ts` removes them at the end of the run.
 */
export async function buildStackImages(names: readonly string[]): Promise<void> {
  await buildImages(names);
  if ((await dockerLines('image', 'ls', '--quiet', HUB_IMAGE)).length === 0) await buildHubImage();
}
