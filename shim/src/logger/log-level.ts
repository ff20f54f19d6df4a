import { sayOnce } from '../setup/say.ts';
import type { LogLevelName, LogMethodName } from './types.ts';

/** Places of the levels in `logLevels` and in counts. */
export const levelPlaces = {
  trace: 0,
  debug: 1,
  info: 2,
  warn: 3,
  error: 4,
  fatal: 5,
} as const satisfies Record<LogMethodName, number>;

export const levelNames = Object.keys(levelPlaces) as readonly LogMethodName[];

/** Past the last level: nothing is written. */
const SILENT = levelNames.length;

/** The level of one logger and its children, which can change while it is in use. */
export interface LevelSetting {
  readonly service: string;
  /** Place of the lowest level that is written. */
  lowest: number;
}

/** Loggers in use. A service may make one for each request, so they are held weakly. */
const settings = new Set<WeakRef<LevelSetting>>();
const ended = new FinalizationRegistry<WeakRef<LevelSetting>>((setting) => settings.delete(setting));
let levelOfAll: LogLevelName | undefined;
const levelOfService = new Map<string, LogLevelName>();

/**
 * Changes the lowest level that is written, of one service or of all; of loggers in use, their children,
 * and those made later without a level of their own. A level that there is not is said and changes nothing.
 */
export function setLogLevel(level: LogLevelName, service?: string): void {
  const lowest = placeOf(level);
  if (lowest === undefined) return;
  if (service === undefined) {
    levelOfAll = level;
    levelOfService.clear();
  } else {
    levelOfService.set(service, level);
  }
  for (const held of settings) {
    const setting = held.deref();
    if (setting !== undefined && (service === undefined || setting.service === service))
      setting.lowest = lowest;
  }
}

/** The level of a new logger: its own, else what `setLogLevel` said, else the configured one. */
export function newLevelSetting(
  service: string,
  own: LogLevelName | undefined,
  configured: LogLevelName,
): LevelSetting {
  const changed = levelOfService.get(service) ?? levelOfAll ?? configured;
  const lowest = (own === undefined ? undefined : placeOf(own)) ?? placeOf(changed) ?? levelPlaces.info;
  const setting = { service, lowest };
  const held = new WeakRef(setting);
  settings.add(held);
  ended.register(setting, held);
  return setting;
}

/** The level whose place is the lowest that is written. */
export function levelAt(place: number): LogLevelName {
  return levelNames[place] ?? 'silent';
}

/** undefined for what is no level, which is said once. */
export function placeOf(level: LogLevelName): number | undefined {
  if (level === 'silent') return SILENT;
  if (typeof level === 'string' && Object.hasOwn(levelPlaces, level)) return levelPlaces[level];
  const shown = typeof level === 'string' ? JSON.stringify((level as string).slice(0, 50)) : typeof level;
  sayOnce(
    `level:${shown}`,
    `${shown} is no level of log lines and changes nothing: one of ${levelNames.join(', ')}, silent is`,
  );
  return undefined;
}
