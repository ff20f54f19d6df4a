import { largeExample } from '../settings/large-example.ts';
import { resolveSettings } from '../settings/resolve.ts';
import { type ProfileName, profileNames, type Settings } from '../settings/schema.ts';
import { containerStack, processStack } from '../stack/stack.ts';
import { composeArtifacts } from '../targets/compose/artifacts.ts';
import { kubernetesObjects } from '../targets/kubernetes/objects.ts';
import { kubernetesFiles } from '../targets/kubernetes/yaml.ts';

/** Stands for the folder of the process target, which differs on every machine. */
export const PROCESS_FOLDER = '/var/lib/observatory';

/** Path below `dist` → content; sorted, the same bytes each time. */
export type Artifacts = ReadonlyMap<string, string>;

/** Everything that a stack with these settings has as files, in every target. */
export function artifacts(settings: Settings): Artifacts {
  const kubernetes = kubernetesObjects(containerStack('kubernetes', settings));
  return sorted([
    ...composeArtifacts(containerStack('compose', settings)).map(
      ({ path, content }) => [`compose/${path}`, content] as const,
    ),
    ...kubernetesFiles(kubernetes).map(({ path, content }) => [`kubernetes/${path}`, content] as const),
    ...processStack(settings, PROCESS_FOLDER).components.flatMap(({ name, files }) =>
      files.map(({ path, content }) => [`process/config/${name}/${path}`, content] as const),
    ),
  ]);
}

/** The settings of a profile and nothing else; `large` with stand-ins for the engines that it is given. */
export function profileSettings(profile: ProfileName): Settings {
  const { settings } = resolveSettings([
    { name: 'the profile', values: { profile } },
    ...(profile === 'large' ? [{ name: 'the example', values: largeExample }] : []),
  ]);
  return settings;
}

/** The stack with the given settings, and beside it each profile as it is: what `dist` holds. */
export function allArtifacts(settings: Settings): Artifacts {
  return sorted([
    ...artifacts(settings),
    ...profileNames.flatMap((profile) => [
      [`profiles/${profile}/compose/.env`, composeEnvironment] as const,
      ...[...artifacts(profileSettings(profile))].map(
        ([path, content]) => [`profiles/${profile}/${path}`, content] as const,
      ),
    ]),
  ]);
}

/** These compose files lie two folders deeper than `dist/compose`, for which the defaults of the variables hold. */
const composeEnvironment = `OBSERVATORY_SECRETS=../../../../.observatory/secrets
OBSERVATORY_SOURCE=../../../..
`;

function sorted(entries: readonly (readonly [string, string])[]): Artifacts {
  return new Map(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
