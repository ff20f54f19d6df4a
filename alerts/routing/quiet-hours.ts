import type { Settings } from '../../infra/settings/schema.ts';

type QuietHours = NonNullable<Settings['alerts']['quietHours']>;
type Day = QuietHours['days'][number];

const week: readonly Day[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** What Alertmanager knows the quiet hours by. */
export const QUIET_HOURS = 'quiet-hours';

/**
 * Quiet hours in Alertmanager's words. Its ranges end at midnight at the latest, so hours across it are two: one on the
 * days on which they begin, one on the days after. Where both times are the same, they last a day.
 */
export function quietHours({ from, to, days, timeZone }: QuietHours) {
  const range = (start_time: string, end_time: string, weekdays: readonly Day[]) => ({
    times: [{ start_time, end_time }],
    weekdays: week.filter((day) => weekdays.includes(day)),
    location: timeZone,
  });
  if (from < to) return [range(from, to, days)];
  return [range(from, '24:00', days), ...(to === '00:00' ? [] : [range('00:00', to, days.map(dayAfter))])];
}

function dayAfter(day: Day): Day {
  return week[(week.indexOf(day) + 1) % week.length] ?? day;
}
