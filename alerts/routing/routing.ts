import type { Settings } from '../../infra/settings/schema.ts';
import { durationSeconds } from '../../infra/settings/units.ts';
import { ENVIRONMENT } from '../promql/environment.ts';
import { inhibitRules } from './inhibit-rules.ts';
import { QUIET_HOURS, quietHours } from './quiet-hours.ts';
import { hubReceiver, pager, people, silentReceiver, type Where } from './receivers.ts';

/** A cause may be seen an evaluation or two after what follows from it: notices wait for it. */
const CRITICAL_WAIT = '30s';
const WARNING_WAIT = '1m';
/** How soon people hear that a group of alerts changed or is over. */
const INTERVAL_S = 300;

/**
 * Alertmanager's configuration. The hub hears of everything, for its history; people of warnings, but for quiet hours,
 * and of critical alerts at any time; PagerDuty of critical alerts alone; the dead man's switch of `Watchdog` alone.
 * One notice is of one alert in one environment, however many agents, tools or replicas it fires for.
 */
export function alertmanagerConfig(settings: Settings, where: Where) {
  const { receivers, quietHours: quiet, repeat } = settings.alerts;
  const everyone = people(receivers, where);
  const quietly = quiet === null ? {} : { mute_time_intervals: [QUIET_HOURS] };
  return {
    templates: [where.templates],
    route: {
      receiver: 'everyone',
      group_by: ['alertname', ENVIRONMENT, 'job'],
      group_wait: WARNING_WAIT,
      group_interval: `${Math.min(INTERVAL_S, durationSeconds(repeat) ?? INTERVAL_S)}s`,
      repeat_interval: repeat,
      routes: [
        {
          receiver: receivers.deadMansSwitch === null ? 'nobody' : 'dead-mans-switch',
          matchers: ['alertname="Watchdog"'],
          group_by: ['alertname'],
          group_wait: '0s',
          group_interval: '1m',
          // It repeats with the first interval after this, so every four minutes.
          repeat_interval: '3m',
        },
        // Signals to machines.
        { receiver: 'nobody', matchers: ['severity="none"'] },
        {
          receiver: 'hub',
          continue: true,
          group_by: ['alertname'],
          group_wait: '5s',
          group_interval: '15s',
          // The hub lists again what it may have lost.
          repeat_interval: '1h',
        },
        { receiver: 'nobody', matchers: ['severity="info"'] },
        { receiver: 'critical', matchers: ['severity="critical"'], group_wait: CRITICAL_WAIT },
        // Warnings, and what others' rules call by another word.
        { receiver: 'everyone', ...quietly },
      ],
    },
    ...(quiet === null ? {} : { time_intervals: [{ name: QUIET_HOURS, time_intervals: quietHours(quiet) }] }),
    inhibit_rules: inhibitRules(),
    receivers: [
      { name: 'nobody' },
      { name: 'hub', ...hubReceiver(where) },
      ...(receivers.deadMansSwitch === null ? [] : [{ name: 'dead-mans-switch', ...silentReceiver(where) }]),
      { name: 'everyone', ...everyone },
      { name: 'critical', ...everyone, ...pager(receivers, where) },
    ],
  };
}
