import type { AlertCases } from '../testing/alert-case.ts';
import { alertmanagerCases } from './cases/alertmanager.ts';
import { backendCases } from './cases/backends.ts';
import { collectorCases } from './cases/collector.ts';
import { diskCases } from './cases/disks.ts';
import { hubCases } from './cases/hub.ts';
import { prometheusCases } from './cases/prometheus.ts';
import { seriesCases } from './cases/series.ts';
import { serverCases } from './cases/servers.ts';
import { signalCases } from './cases/signals.ts';

export const stackCases: AlertCases = {
  ...signalCases,
  ...serverCases,
  ...prometheusCases,
  ...seriesCases,
  ...alertmanagerCases,
  ...collectorCases,
  ...backendCases,
  ...hubCases,
  ...diskCases,
};
