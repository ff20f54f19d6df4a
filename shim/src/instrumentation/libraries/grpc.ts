import type { Library } from '../library.ts';
import { instrumentationPackages } from '../packages.ts';

export const grpc: Library = {
  name: 'grpc',
  packages: ['@grpc/grpc-js'],
  fingerprint: 'grpc.max_send_message_length',
  make: () => {
    const { GrpcInstrumentation } = instrumentationPackages().grpc();
    return new GrpcInstrumentation();
  },
};
