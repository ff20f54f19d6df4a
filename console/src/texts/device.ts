import { counted, wordFor } from '../lib/counted.ts';
/** Words of what a device does: what it keeps, sends later, is told. */
export const deviceTexts = {
  title: 'This device',
  offline: (time: string, age: string) => `Offline: data of ${time}, ${age}.`,
  offlineHint: 'The page comes back by itself.',
  waiting: (actions: number) => `${counted(actions, 'action waits', 'actions wait')} to be sent to the hub.`,
  refused: (actions: number) =>
    `The hub refused ${counted(actions, 'action', 'actions')} that ${wordFor(actions, 'was', 'were')} to be sent later.`,
  show: 'Show',
  unknownPerson: 'The hub does not answer, and it is not known who you are there. Try again when it does.',
  tooManyWaiting: (most: number) => `${most} actions wait to be sent already.`,
  updated: 'The hub was updated. Load the page again to have its new page.',
  loadAgain: 'Load again',
  later: 'Later',

  install: {
    title: 'As an app',
    text: 'Put Observatory beside your other apps: it opens in a window of its own, and with the last data when you are offline.',
    button: 'Install',
    installed: 'It is installed.',
    byMenu: 'Your browser offers this in its menu (“Install”, “Add to home screen”), where it can.',
  },
  push: {
    title: 'Notifications of alerts',
    text: 'The hub tells this browser of alerts, also when the page is closed. A tap opens the alert.',
    turnOn: 'Turn on',
    turnOff: 'Turn off',
    states: {
      unsupported: 'This browser cannot be told, or the page is not served over HTTPS.',
      denied: 'This browser does not allow it. Allow notifications for this page in its settings.',
      off: 'Off',
      on: 'On: this browser is told of alerts.',
      busy: 'One moment',
    },
    failed: (message: string) => `That did not work: ${message}`,
    body: {
      one: (severity: string, status: string) => `${severity}, ${status}`,
      many: (count: number) => `${count} alerts`,
      test: 'A test notification. This browser is told.',
    },
  },
  kept: {
    title: 'Kept on this device',
    text: 'The last answers of the hub, so that pages show something when you are offline. Signing out removes them.',
    size: (answers: number, size: string) => `${counted(answers, 'answer', 'answers')}, ${size}`,
    nothing: 'Nothing is kept.',
    forget: 'Forget',
  },
  queue: {
    title: 'Waiting to be sent',
    nothing: 'Nothing waits.',
    refusedBecause: (reason: string) => `Refused: ${reason}`,
    asked: (time: string) => `asked for at ${time}`,
    remove: 'Do not send',
    dismiss: 'Dismiss',
    send: 'Send now',
  },
  pull: { pull: 'Pull to refresh', release: 'Release to refresh', busy: 'Refreshing' },
} as const;
