/** The name of queued actions: of their channel between tabs, and of the browser's own sending in the background. */
export const SYNC_TAG = 'observatory-actions';
