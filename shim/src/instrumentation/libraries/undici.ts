import { type Library, untraced } from '../library.ts';

export const undici: Library = {
  name: 'undici',
  make: (load) => {
    const { UndiciInstrumentation } = load(
      '@opentelemetry/instrumentation-undici',
    ) as typeof import('@opentelemetry/instrumentation-undici');
    return new UndiciInstrumentation({ ignoreRequestHook: untraced(load) });
  },
};
