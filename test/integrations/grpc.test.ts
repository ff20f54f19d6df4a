import { expect, it } from 'vitest';
import { integration } from './support/matrix.ts';
import { ERROR, folders, kinds, useServices } from './support/service.ts';

const services = useServices();

const imports = `import * as grpc from '@grpc/grpc-js'; import { agentTracking } from '@observatory/shim';`;
const requires = `const grpc = require('@grpc/grpc-js'); const { agentTracking } = require('@observatory/shim');`;

/** A service of one method whose messages are text, and a client that calls it within an agent's run. */
const shop = `
  const text = { requestSerialize: (value) => Buffer.from(value), requestDeserialize: String,
    responseSerialize: (value) => Buffer.from(value), responseDeserialize: String };
  const definition = {
    Find: { path: '/shop.Stock/Find', requestStream: false, responseStream: false, ...text },
    Watch: { path: '/shop.Stock/Watch', requestStream: false, responseStream: true, ...text },
  };
  const server = new grpc.Server();
  server.addService(definition, {
    Find: ({ request }, callback) => request === 'none'
      ? callback({ code: grpc.status.NOT_FOUND, details: 'no stock' })
      : agentTracking.trackExecution('stock', 'find', async () => 'found ' + request).then((found) => callback(null, found)),
    Watch: (call) => { call.write('one'); call.write('two'); call.end(); },
  });
  const Client = grpc.makeGenericClientConstructor(definition, 'Stock');
  server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), async (_, port) => {
    const client = new Client('127.0.0.1:' + port, grpc.credentials.createInsecure());
    const find = (what) => new Promise((resolve) => client.Find(what, (error, answer) => resolve(error?.details ?? answer)));
    await agentTracking.trackExecution('caller', 'ask', async () => {
      console.log(await find('tea'));
      console.log(await find('none'));
      const watched = client.Watch('tea');
      for await (const one of watched) console.log(one);
    });
    client.close();
    server.forceShutdown();
  });
`;

const seen = () => {
  const ofServer = services.spans().filter(({ kind }) => kind === kinds.server);
  expect(
    ofServer.map(({ attributes }) => [attributes['rpc.method'], attributes['rpc.grpc.status_code']]),
  ).toEqual(
    expect.arrayContaining([
      ['Find', 0],
      ['Find', 5],
      ['Watch', 0],
    ]),
  );
  const run = services.span('invoke_agent stock');
  const find = services.parentOf(run);
  expect(find).toMatchObject({ kind: kinds.server, name: 'grpc.shop.Stock/Find' });
  expect(find && services.parentOf(find)).toMatchObject({ kind: kinds.client });
  expect(run.traceId).toBe(services.span('invoke_agent caller').traceId);
};

integration({ group: 'register', name: '@grpc/grpc-js', note: '1.13 is tested too' }, (sees) => {
  sees('requests: import', async () => {
    const { stdout } = await services.run(imports + shop, { cwd: folders.newest });
    expect(stdout).toBe('found tea\nno stock\none\ntwo\n');
    seen();
  });

  sees('requests: require', async () => {
    await services.run(requires + shop, { cwd: folders.newest, type: 'commonjs' });
    seen();
  });

  sees('streaming', async () => {
    await services.run(imports + shop, { cwd: folders.newest });
    const watched = services.spans().filter(({ name }) => name === 'grpc.shop.Stock/Watch');
    expect(watched.map(({ kind }) => kind).sort()).toEqual([kinds.server, kinds.client]);
  });

  sees('errors', async () => {
    await services.run(imports + shop, { cwd: folders.newest });
    const failed = services.spans().filter(({ statusCode }) => statusCode === ERROR);
    expect(failed.map(({ name }) => name)).toContain('grpc.shop.Stock/Find');
  });
});

it('the minor version before it is seen as well', async () => {
  await services.run(imports + shop, { cwd: folders.previous });
  seen();
});
