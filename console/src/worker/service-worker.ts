import { actionStore } from '../offline/action-store.ts';
import { forgetAnswers } from '../offline/kept-answers.ts';
import { sendQueueAlone } from '../offline/send-queue.ts';
import { SYNC_TAG } from '../offline/sync-tag.ts';
import { answer, changesPerson, isQuestion } from './answers.ts';
import { openPage, showPush } from './push.ts';
import { dropOldShells, isShellFile, keepShell, shellFile, shellPage } from './shell.ts';

declare const self: ServiceWorkerGlobalScope;

/** Some browsers send in the background; TypeScript's library does not know the event. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOldShells().then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (changesPerson(request, url)) {
    event.respondWith(
      fetch(request).then(async (response) => {
        await forgetAnswers();
        return response;
      }),
    );
  } else if (request.mode === 'navigate' && !url.pathname.startsWith('/api/')) {
    event.respondWith(shellPage(request));
  } else if (request.method === 'GET' && isShellFile(url.pathname)) {
    event.respondWith(shellFile(request));
  } else if (isQuestion(request, url)) {
    event.respondWith(answer(request, (work) => event.waitUntil(work)));
  }
});

self.addEventListener('push', (event) => {
  event.waitUntil(showPush(event.data));
});

self.addEventListener('notificationclick', (event) => {
  event.waitUntil(openPage(event.notification));
});

self.addEventListener('sync', (event) => {
  if ((event as SyncEvent).tag !== SYNC_TAG) return;
  (event as SyncEvent).waitUntil(
    sendQueueAlone({ store: actionStore, send: (path, init) => fetch(path, init), now: Date.now() }).then(
      (sent) => {
        if (sent.length > 0) new BroadcastChannel(SYNC_TAG).postMessage('changed');
      },
    ),
  );
});
