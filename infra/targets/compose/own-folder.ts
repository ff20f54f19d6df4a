import type { Component } from '../../stack/component.ts';

/** Volume of the one program that chooses folders, and where containers have it: their images have no shell. */
export const TOOLS = 'tools';
const TOOLS_FOLDER = '/observatory/tools';
/** Where the containers of a scalable server have the volume that they share. */
export const FOLDERS = '/observatory/folders';

/** Whether a server's containers choose their folders themselves. */
export const choosesFolder = ({ scalable }: Component): boolean => scalable !== undefined;

export const toolsMount = { type: 'volume', source: TOOLS, target: TOOLS_FOLDER, read_only: true };

/**
 * The entry point of a server that is scaled. Docker's DNS tells a container its name, which ends in the number that
 * Compose gives it: the same after `up` has made it anew, so that it finds what it had left in its folder.
 */
export function ownFolderEntrypoint({ name, scalable, volumes }: Component): string[] {
  const [volume, more] = volumes;
  if (scalable === undefined || volume === undefined || more !== undefined) {
    throw new Error(`${name} cannot be scaled: expected one volume, got ${volumes.length}`);
  }
  const script = [
    `box=${TOOLS_FOLDER}/busybox`,
    // A container on two networks has two addresses; either leads to its name.
    "address=$($box hostname -i | $box cut -d ' ' -f 1)",
    "number=$($box nslookup $address | $box sed -n 's/.*name = .*-\\([0-9][0-9]*\\)[.][^.]*$/\\1/p')",
    'if [ -z "$number" ]; then echo "Docker does not say which container this is" >&2; exit 1; fi',
    `$box mkdir -p ${FOLDERS}/$number`,
    `$box ln -sfn ${FOLDERS}/$number ${volume.path}`,
    'exec "$@"',
  ];
  return [`${TOOLS_FOLDER}/busybox`, 'sh', '-euc', script.join('\n'), 'own-folder', scalable.program];
}
