import type { Settings } from '../../infra/settings/schema.ts';
import type { RuleFamily } from '../rules/rule-group.ts';
import { alertmanagerAlerts } from './alertmanager.ts';
import { backendAlerts } from './backends.ts';
import { collectorAlerts } from './collector.ts';
import { diskAlerts } from './disks.ts';
import { hubAlerts } from './hub.ts';
import { prometheusAlerts } from './prometheus.ts';
import { serverAlerts } from './servers.ts';
import { signals } from './signals.ts';

/** The stack about itself: servers gone, telemetry lost, people not told, disks full. */
export function stack(settings: Settings): RuleFamily[] {
  return [
    signals(),
    serverAlerts(settings),
    prometheusAlerts(settings),
    alertmanagerAlerts(),
    collectorAlerts(),
    backendAlerts(),
    hubAlerts(),
    diskAlerts(settings),
  ];
}
