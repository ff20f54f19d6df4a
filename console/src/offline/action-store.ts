import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { ActionStore, QueuedAction } from './queued-action.ts';

interface Schema extends DBSchema {
  actions: { key: string; value: QueuedAction; indexes: { askedAt: number } };
}

let database: Promise<IDBPDatabase<Schema>> | undefined;

function open(): Promise<IDBPDatabase<Schema>> {
  database ??= openDB<Schema>('observatory', 1, {
    upgrade: (made) => {
      made.createObjectStore('actions', { keyPath: 'id' }).createIndex('askedAt', 'askedAt');
    },
  });
  return database;
}

/** Actions in the browser's database, which pages and the service worker share. */
export const actionStore: ActionStore = {
  all: async () => (await open()).getAllFromIndex('actions', 'askedAt'),
  put: async (action) => {
    await (await open()).put('actions', action);
  },
  remove: async (id) => (await open()).delete('actions', id),
  clear: async () => (await open()).clear('actions'),
};
