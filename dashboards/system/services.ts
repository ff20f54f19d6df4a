import type { Settings } from '../../infra/settings/schema.ts';
import { databaseQueries, databaseRate, httpRoutes, httpStatus } from '../panels/http-and-databases.ts';
import {
  dependencies,
  errorTraces,
  failingDependencies,
  failingRequests,
  jaegerMap,
  requests,
  routes,
  serviceMap,
  slowRequests,
  slowRoutes,
  slowTraces,
} from '../panels/services.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { heading, row } from '../parts/layout.ts';

/** Rate, errors and duration of services, by spans of any SDK, and what they call. */
export function services({ stores }: Settings): DashboardParts {
  return {
    uid: 'services',
    title: 'Services',
    description:
      'How much services are asked, what fails and what is slow, by service and route, with traces as examples; and which service calls which.',
    rows: [
      row(8, requests(), failingRequests(), slowRequests()),
      row(9, slowRoutes(), routes()),
      heading('Who calls whom'),
      // Of another store a job makes Jaeger's map, which the stack does not run.
      row(12, serviceMap(), ...(stores.traces === 'badger' ? [jaegerMap()] : [])),
      row(9, dependencies(), failingDependencies()),
      heading('Databases and HTTP, as the shim counts them'),
      row(8, databaseRate(), databaseQueries()),
      row(8, httpStatus(), httpRoutes()),
      heading('Traces'),
      row(9, errorTraces()),
      row(9, slowTraces()),
    ],
  };
}
