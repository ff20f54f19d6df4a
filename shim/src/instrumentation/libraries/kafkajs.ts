import type { Library } from '../library.ts';
import { instrumentationPackages } from '../packages.ts';
import { dropStaleBaggage } from '../queues/fresh-headers.ts';

export const kafkajs: Library = {
  name: 'kafkajs',
  packages: ['kafkajs'],
  make: () => {
    const { KafkaJsInstrumentation } = instrumentationPackages().kafkajs();
    return new KafkaJsInstrumentation({
      producerHook: (_span, { message }) => dropStaleBaggage(message.headers),
    });
  },
};
