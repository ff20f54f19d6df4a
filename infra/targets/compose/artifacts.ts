import { isAbsolute } from 'node:path/posix';
import { Document } from 'yaml';
import type { ConfigFile } from '../../stack/component.ts';
import type { Stack } from '../../stack/stack.ts';
import { networksOf } from './networks.ts';
import { choosesFolder, TOOLS } from './own-folder.ts';
import { replicasOf } from './replicas.ts';
import { serviceOf } from './service.ts';
import { literal } from './variables.ts';
import { VOLUME_OWNER, volumeOwner } from './volume-owner.ts';

/** From `dist/compose` to the folder of `observatory.yaml`. */
const UP = '../..';
const HEAD = ` Made by \`observatory build\`; changes here are lost with the next. Start it by \`observatory up\`, or:
   docker compose -f dist/compose/compose.yaml up --wait
 Variables: OBSERVATORY_SECRETS, the folder of the secrets; OBSERVATORY_SOURCE, that of the repository (to build images);
 OBSERVATORY_VERSION_NAME, changed with that secret (\`observatory up\` writes them to .env).`;

/**
 * The files of a stack for Docker Compose v2, to be written to one folder (`dist/compose`): `compose.yaml` first, then
 * the configuration of each server. Secrets lie elsewhere; the file names their folder.
 */
export function composeArtifacts(stack: Stack): ConfigFile[] {
  const { settings, components } = stack;
  const replicas = components.flatMap(replicasOf);
  const used = new Set(components.flatMap(({ secrets }) => secrets));
  const labels = literal(settings.labels);
  const labelled = Object.keys(labels).length > 0 ? { labels } : {};
  const volumes = [
    ...replicas.flatMap((replica) => replica.volumes.map(({ source }) => source)),
    ...(components.some(choosesFolder) ? [TOOLS] : []),
  ];
  const file = {
    name: settings.name,
    services: {
      ...(volumes.length > 0 ? { [VOLUME_OWNER]: volumeOwner(settings, replicas) } : {}),
      ...Object.fromEntries(replicas.map((replica) => [replica.name, serviceOf(replica, stack)])),
    },
    networks: Object.fromEntries(
      Object.entries(networksOf(components)).map(([name, network]) => [name, { ...network, ...labelled }]),
    ),
    ...(volumes.length > 0 ? { volumes: Object.fromEntries(volumes.map((name) => [name, labelled])) } : {}),
    ...(used.size > 0
      ? {
          secrets: Object.fromEntries(
            stack.secrets
              .filter(({ name }) => used.has(name))
              .map(({ name }) => [name, { file: `${secretsFolder(settings.folder)}/${name}` }]),
          ),
        }
      : {}),
  };
  // Strings such as "off" stay strings for readers of YAML 1.1, too.
  const document = new Document(file, { compat: 'yaml-1.1', aliasDuplicateObjects: false });
  document.commentBefore = HEAD;
  return [
    { path: 'compose.yaml', content: document.toString({ lineWidth: 0 }) },
    ...components.flatMap(({ name, files }) =>
      files.map(({ path, content }) => ({ path: `config/${name}/${path}`, content })),
    ),
  ];
}

function secretsFolder(folder: string): string {
  return `\${OBSERVATORY_SECRETS:-${literal(isAbsolute(folder) ? folder : `${UP}/${folder}`)}/secrets}`;
}
