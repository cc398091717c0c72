/** A fake next hop for tests: an SMTP server that answers by a script and keeps what it got. */
import { EventEmitter, once } from 'node:events';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { sinkCertificate } from './smtp-sink-certificate.ts';
import type { SinkMessage, SinkOptions, SinkScript, SinkSession } from './smtp-sink-script.ts';
import { SinkConnection } from './smtp-sink-session.ts';

export interface SmtpSink {
  readonly host: string;
  readonly port: number;
  /** Messages answered with a 2xx, in the order of their final dots. */
  readonly messages: readonly SinkMessage[];
  readonly sessions: readonly SinkSession[];
  /** Changes what is answered from the next command on. */
  play(script: SinkScript): void;
  /** The messages, once there are `count`. */
  received(count: number): Promise<readonly SinkMessage[]>;
  /** Fulfilled once there were `count` connections. */
  connected(count: number): Promise<void>;
  /** Fulfilled once `count` commands with this verb came, over all connections. */
  commanded(verb: string, count?: number): Promise<void>;
  /** Cuts every connection and stops listening. */
  close(): Promise<void>;
}

/** Starts one on a free port of the loopback address. */
export async function startSmtpSink(script: SinkScript = {}, options: SinkOptions = {}): Promise<SmtpSink> {
  const host = options.address ?? '127.0.0.1';
  const playing: { script: SinkScript } = { script };
  const messages: SinkMessage[] = [];
  const sessions: SinkConnection[] = [];
  const commands: string[] = [];
  const happened = new EventEmitter().setMaxListeners(0);
  const listener = {
    command: (line: string) => {
      commands.push(line.toUpperCase());
      happened.emit('change');
    },
    message: (message: SinkMessage) => {
      messages.push(message);
      happened.emit('change');
    },
  };
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await once(happened, 'change');
  };
  const server = serverFor(options);
  server.on(options.tls === 'implicit' ? 'secureConnection' : 'connection', (socket) => {
    sessions.push(new SinkConnection(socket, sessions.length + 1, scriptOf(playing), options, listener));
    happened.emit('change');
  });
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    for (const session of sessions) session.destroy();
    server.close();
    await once(server, 'close');
  };
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');
  return {
    host,
    port: (server.address() as AddressInfo).port,
    messages,
    sessions,
    play: (next) => void (playing.script = next),
    received: async (count) => {
      await until(() => messages.length >= count);
      return messages;
    },
    connected: (count) => until(() => sessions.length >= count),
    commanded: (verb, count = 1) =>
      until(() => commands.filter((line) => line.startsWith(verb.toUpperCase())).length >= count),
    close: () => (closed ??= close()),
  };
}

function serverFor(options: SinkOptions): Server {
  if (options.tls !== 'implicit') return createServer();
  const server = createTlsServer(options.certificate ?? sinkCertificate);
  server.on('tlsClientError', () => {});
  return server;
}

/** Reads each step from the script that plays now. */
function scriptOf(playing: { readonly script: SinkScript }): SinkScript {
  return new Proxy<SinkScript>({}, { get: (_, step) => playing.script[step as keyof SinkScript] });
}
