import type { Settings } from '../../settings/schema.ts';
import { choosesFolder, TOOLS } from './own-folder.ts';
import type { Replica } from './replicas.ts';
import { logging } from './service.ts';

export const VOLUME_OWNER = 'volume-owner';
// Of musl: its one program is static, and so runs in images without libraries.
const IMAGE = 'library/busybox:1.37.0-musl';

/**
 * A service that gives each volume to the user of its server and ends. A new volume belongs to root, and images without
 * a folder at that place (the collector's, Jaeger's) could never write to it.
 */
export function volumeOwner(settings: Settings, replicas: readonly Replica[]) {
  const all = replicas.flatMap(({ component, volumes }) =>
    volumes.map(({ source }) => ({ source, target: `/volumes/${source}`, user: component.user })),
  );
  const tools = replicas.some(({ component }) => choosesFolder(component));
  return {
    image: `${settings.images.registry ?? 'docker.io'}/${IMAGE}`,
    command: [
      'sh',
      '-euc',
      [
        ...all.map(({ target, user }) => `chown ${user.uid}:${user.gid} ${target}; chmod 0700 ${target}`),
        // Moved there whole: a container may start with the old one at this moment.
        ...(tools
          ? [`cp /bin/busybox /volumes/${TOOLS}/new; mv -f /volumes/${TOOLS}/new /volumes/${TOOLS}/busybox`]
          : []),
      ].join('\n'),
    ],
    user: '0:0',
    read_only: true,
    cap_drop: ['ALL'],
    cap_add: ['CHOWN', 'FOWNER'],
    security_opt: ['no-new-privileges:true'],
    network_mode: 'none',
    volumes: [
      ...all.map(({ source, target }) => ({ type: 'volume', source, target })),
      ...(tools ? [{ type: 'volume', source: TOOLS, target: `/volumes/${TOOLS}` }] : []),
    ],
    logging,
    restart: 'no',
  };
}
