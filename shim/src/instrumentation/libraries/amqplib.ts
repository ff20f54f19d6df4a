import { Attr } from '../../conventions/index.ts';
import type { Library } from '../library.ts';
import { instrumentationPackages } from '../packages.ts';
import { dropStaleBaggage } from '../queues/fresh-headers.ts';

export const amqplib: Library = {
  name: 'amqplib',
  packages: ['amqplib'],
  make: () => {
    const { AmqplibInstrumentation } = instrumentationPackages().amqplib();
    // Its own attributes are those of conventions of 2021.
    return new AmqplibInstrumentation({
      publishHook(span, { exchange, routingKey, options }) {
        dropStaleBaggage(options?.headers);
        span.setAttributes({
          [Attr.messagingSystem]: 'rabbitmq',
          [Attr.messagingDestinationName]: exchange || routingKey,
          [Attr.messagingRabbitmqRoutingKey]: routingKey,
          [Attr.messagingOperationName]: 'publish',
          [Attr.messagingOperationType]: 'send',
        });
      },
      consumeHook(span, { msg: { fields, properties } }) {
        span.setAttributes({
          [Attr.messagingSystem]: 'rabbitmq',
          [Attr.messagingDestinationName]: fields.exchange || fields.routingKey,
          [Attr.messagingRabbitmqRoutingKey]: fields.routingKey,
          [Attr.messagingOperationName]: 'process',
          [Attr.messagingOperationType]: 'process',
          [Attr.messagingMessageId]: properties.messageId,
          [Attr.messagingConversationId]: properties.correlationId,
        });
      },
    });
  },
};
