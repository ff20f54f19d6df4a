import type { Library } from '../library.ts';
import { dropStaleBaggage } from '../queues/fresh-headers.ts';

export const kafkajs: Library = {
  name: 'kafkajs',
  packages: ['kafkajs'],
  make: (load) => {
    const { KafkaJsInstrumentation } = load(
      '@opentelemetry/instrumentation-kafkajs',
    ) as typeof import('@opentelemetry/instrumentation-kafkajs');
    return new KafkaJsInstrumentation({
      producerHook: (_span, { message }) => dropStaleBaggage(message.headers),
    });
  },
};
