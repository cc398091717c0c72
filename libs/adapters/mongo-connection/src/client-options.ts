/** What is asked of every client of the database, and which URLs are refused. */
import { mongo } from 'mongoose';
import type { ConnectOptions } from 'mongoose';
import { storeRoundTrip } from './channels.ts';
import type { MongoOptions } from './mongo-options.ts';
import { MongoSetupError } from './mongo-setup-error.ts';

/** Majority and the journal: what was told as kept outlives any one machine. */
const durable = { w: 'majority', journal: true } as const;

/** The driver's options, each wait with an end: a server that is away or stalls becomes `unavailable`. */
export function clientOptions(options: MongoOptions): ConnectOptions {
  const { serverSelectionTime = 5000, operationTime = 10_000, maxPoolSize = 20 } = options;
  return {
    ...(options.database !== undefined && { dbName: options.database }),
    appName: 'postbus',
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
    monitorCommands: storeRoundTrip.hasSubscribers,
    maxPoolSize,
    serverSelectionTimeoutMS: serverSelectionTime,
    waitQueueTimeoutMS: operationTime,
    socketTimeoutMS: operationTime,
    connectTimeoutMS: serverSelectionTime,
    heartbeatFrequencyMS: 2000,
    readPreference: 'primary',
    readConcern: { level: 'majority' },
    writeConcern: { ...durable, wtimeoutMS: operationTime },
    retryWrites: true,
    retryReads: true,
    ignoreUndefined: true,
  };
}

/**
 * Refuses a URL that risks what was told as kept, or a password; in development only one that is none.
 * @throws {MongoSetupError} `url-invalid`, `weak-write-concern`, `password-without-tls`, `certificate-unchecked`
 */
export function checkUrl({ url, development = false }: MongoOptions): void {
  const { options } = parsed(url);
  if (development) return;
  const { w, j } = { w: options.writeConcern?.w ?? 'majority', j: options.writeConcern?.journal ?? true };
  if (w !== 'majority' || !j) {
    throw new MongoSetupError('weak-write-concern', 'url', 'w must be majority, with the journal; leave both away');
  }
  const local = options.srvHost === undefined && options.hosts.every(isLoopback);
  if (options.credentials !== undefined && !options.tls && !local) {
    throw new MongoSetupError('password-without-tls', 'url', 'a password goes over TLS or to the same machine only');
  }
  if (options.tls && options.rejectUnauthorized === false && !local) {
    throw new MongoSetupError('certificate-unchecked', 'url', 'the certificate of the server must be checked');
  }
}

function parsed(url: string): mongo.MongoClient {
  try {
    return new mongo.MongoClient(url);
  } catch {
    // Without the cause, which may quote the URL and the password in it.
    throw new MongoSetupError('url-invalid', 'url', 'expected mongodb://host:port/… or mongodb+srv://host/…');
  }
}

function isLoopback({ host, socketPath }: mongo.HostAddress): boolean {
  return socketPath !== undefined || host === 'localhost' || host === '::1' || (host?.startsWith('127.') ?? false);
}
