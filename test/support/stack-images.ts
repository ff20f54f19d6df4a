import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { dockerLines } from './docker.ts';
import { buildImages } from './docker-images.ts';
import { buildHubImage, HUB_IMAGE } from './hub-image.ts';

/**
 * Builds those images of a stack that this daemon has not. They stay for the next file of the run (the hub's takes half a
 * minute); `servers.ts` removes them at the end of the run.
 */
export async function buildStackImages(names: readonly string[]): Promise<void> {
  await buildImages(names);
  if (!(await hasHubImage())) await buildHubImage();
}

const hubProgram = resolve(import.meta.dirname, '../../hub/dist/main.js');

/** Whether the hub's image is there and younger than the hub: a run that was killed leaves one of another hub. */
async function hasHubImage(): Promise<boolean> {
  if ((await dockerLines('image', 'ls', '--quiet', HUB_IMAGE)).length === 0) return false;
  const [created = ''] = await dockerLines('image', 'inspect', '--format', '{{.Created}}', HUB_IMAGE);
  return Date.parse(created) > statSync(hubProgram).mtimeMs;
}
