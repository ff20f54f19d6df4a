import Type from 'typebox';
import { Nullable, Text, Time } from './parts.ts';

/** What a service's shim sees of its libraries. */

const Names = (description: string) => Type.Array(Type.String(), { description });

export const Instrumentation = Type.Object(
  {
    service: Text('Name of the service.'),
    instance: Nullable(Text('service.instance.id of the process.')),
    reported_at: Time('When its shim said so.'),
    instrumented: Names('Libraries that are seen.'),
    late: Names('Loaded before the shim: what was set up with them by then may not be seen.'),
    unreached: Names('Bundled into the service, where nothing reaches them.'),
    waiting: Names('Installed, and not loaded by then.'),
    unwrapped: Names('Packages that would be seen through a wrapper, each with the line that adds it.'),
  },
  { $id: 'Instrumentation' },
);
