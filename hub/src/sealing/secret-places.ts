import type { Place } from './envelope.ts';

/** Where secrets stand that the hub keeps for itself, each sealed as one text. */
export const channelSecretsPlace = (project: string, name: string): Place => ({
  column: 'notification_channels.secrets',
  project,
  key: name,
});
export const subscriptionPlace = (project: string, id: string): Place => ({
  column: 'push_subscriptions.subscription',
  project,
  key: id,
});
export const pushKeyPlace: Place = { column: 'push_keys.private_key', project: '', key: '1' };
