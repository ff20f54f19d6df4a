export { type Hub, type HubOptions, startHub } from './hub.ts';
export { PortInUse } from './ports.ts';
export { describeSettings, type HubSettings, readSettings, SettingsError } from './settings.ts';
