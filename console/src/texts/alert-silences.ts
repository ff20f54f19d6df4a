import { formatExactCount as count } from '../lib/format-number.ts';

/** Words of the page of silences, and of conditions on labels. */
export const silencesTexts = {
  title: 'Silences',
  add: 'New silence',
  lead: 'While a silence holds, nobody is told of the alerts that it matches. They are still recorded.',
  none: 'Nothing is silenced',
  noneText:
    'Make a silence before planned work, or silence one alert on its own page. It ends by itself at its time.',
  table: 'Silences, those that end last first',
  counted: (silences: number) => `${count(silences)} in force`,
  columns: { status: 'State', matchers: 'Alerts with', ends: 'Ends', by: 'By', why: 'Why', act: 'End it' },
  status: { pending: 'Begins later', active: 'In force', expired: 'Over' },
  begins: (time: string) => `begins ${time}`,
  over: 'Show those that are over',
  fromAlertmanager: 'Alertmanager',
  fromAlertmanagerTitle: 'Made in Alertmanager; ending it here ends it there.',
  end: 'End',
  endNamed: (matchers: string) => `End the silence of ${matchers}`,
  endedBy: (who: string) => `ended by ${who}`,
  until: 'Until',
  other: 'Until…',
  notAllowed: 'Your role may look at silences, not make them. Ask for the role operator.',
  failed: (message: string) => `That did not work: ${message}`,
  endFault: 'Expected a time to come, a year from now at most.',
  needsMatcher: 'Give a condition with a value, or it would silence everything.',
  conditions: 'Alerts whose labels are',
  matchers: {
    add: 'Add a condition',
    remove: (row: number) => `Remove condition ${row}`,
    name: 'Label',
    op: 'How',
    value: 'Value',
    ops: { '=': 'is', '!=': 'is not', '=~': 'matches', '!~': 'does not match' },
  },
} as const;
