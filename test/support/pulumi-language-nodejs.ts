import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import languageServices from '@pulumi/pulumi/proto/language_grpc_pb.js';
import language from '@pulumi/pulumi/proto/language_pb.js';
import plugin from '@pulumi/pulumi/proto/plugin_pb.js';

/**
 * A program: a stand-in for Pulumi's plugin for Node, of which there is a binary only. It starts the same program of
 * @pulumi/pulumi (`cmd/run`) with the same arguments; so the CLI, Pulumi.yaml and what it names run as they do for a user.
 */
const ofPulumi = createRequire(createRequire(import.meta.url).resolve('@pulumi/pulumi'));
const grpc: Grpc = ofPulumi('@grpc/grpc-js');
// The engine's address comes after its options.
const engine = process.argv.slice(2).find((arg) => /^[\w.]+:\d+$/.test(arg)) ?? '';

/** As much of gRPC as this takes; the library is Pulumi's own. */
interface Grpc {
  readonly Server: new () => {
    addService(service: object, handlers: object): void;
    bindAsync(address: string, credentials: unknown, done: (error: Error | null, port: number) => void): void;
  };
  readonly ServerCredentials: { createInsecure(): unknown };
}
type Handler<Request, Response> = (
  call: { readonly request: Request },
  callback: (error: null, response: Response) => void,
) => void;

const run: Handler<language.RunRequest, language.RunResponse> = ({ request }, callback) => {
  const info = request.getInfo();
  const child = spawn(
    process.execPath,
    [
      ofPulumi.resolve('./cmd/run/index.js'),
      `--monitor=${request.getMonitorAddress()}`,
      `--engine=${engine}`,
      `--organization=${request.getOrganization()}`,
      `--project=${request.getProject()}`,
      `--stack=${request.getStack()}`,
      `--pwd=${info?.getProgramDirectory()}`,
      `--root-directory=${info?.getRootDirectory()}`,
      ...(request.getDryrun() ? ['--dry-run'] : []),
      `--parallel=${request.getParallel()}`,
      info?.getEntryPoint() ?? '.',
    ],
    {
      // What the program prints is the engine's to show, and this program's own output is its port.
      stdio: ['ignore', 2, 2],
      env: {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        PULUMI_NODEJS_TYPESCRIPT: 'false',
      },
    },
  );
  child.on('exit', (code) => {
    const response = new language.RunResponse();
    // 32: the error is already shown.
    if (code === 32) response.setBail(true);
    else if (code !== 0) response.setError(`the program ended with ${code}`);
    callback(null, response);
  });
};

const server = new grpc.Server();
const answer =
  <Response>(make: () => Response): Handler<unknown, Response> =>
  (_call, callback) =>
    callback(null, make());
server.addService(languageServices.LanguageRuntimeService, {
  run,
  getRequiredPlugins: answer(() => new language.GetRequiredPluginsResponse()),
  getRequiredPackages: answer(() => new language.GetRequiredPackagesResponse()),
  getPluginInfo: answer(() => {
    const info = new plugin.PluginInfo();
    info.setVersion('3.200.0');
    return info;
  }),
});
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  console.log(String(port));
});
