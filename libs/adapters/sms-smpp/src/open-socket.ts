/** A TCP or TLS connection to a carrier. */
import { type Socket, connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { SmppHost } from './session-options.ts';
import { SmppSessionError, type SmppSessionErrorCode } from './smpp-session-error.ts';
import type { Timers } from './timers.ts';

export const peerOf = ({ host, port }: SmppHost): string =>
  isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;

/**
 * Opens one, ready to be written to.
 *
 * @param timeout milliseconds
 * @throws {SmppSessionError} `bad-settings`, `connect-failed`, `connect-timeout`, `aborted`
 */
export function openSocket(host: SmppHost, timeout: number, timers: Timers, signal?: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const peer = peerOf(host);
    if (signal?.aborted) return reject(new SmppSessionError('aborted', 'not connected', { peer }));
    const { socket, ready } = started(host);
    const failed = (code: SmppSessionErrorCode, message: string, cause?: Error): void => {
      settled();
      socket.destroy();
      reject(new SmppSessionError(code, message, { peer, ...(cause !== undefined && { cause }) }));
    };
    const onError = (error: Error): void => failed('connect-failed', error.message, error);
    const onClose = (): void => failed('connect-failed', 'the connection ended at once');
    const onAbort = (): void => failed('aborted', 'not connected');
    const onReady = (): void => {
      settled();
      resolve(socket);
    };
    const cancel = timers.after(timeout, () => failed('connect-timeout', `no connection in ${timeout} ms`));
    const settled = (): void => {
      cancel();
      signal?.removeEventListener('abort', onAbort);
      socket.off('error', onError).off('close', onClose).off(ready, onReady);
    };
    signal?.addEventListener('abort', onAbort);
    // An error before or after anyone listens ends the connection, and must not end the process.
    socket.on('error', () => {});
    socket.on('error', onError).on('close', onClose).on(ready, onReady);
  });
}

/** Ports, certificates and keys that cannot be used are told at once. */
function started(host: SmppHost): ReturnType<typeof start> {
  try {
    return start(host);
  } catch (cause) {
    throw new SmppSessionError('bad-settings', `no connection can be made: ${String(cause)}`, {
      peer: peerOf(host),
      cause,
    });
  }
}

function start(target: SmppHost): { socket: Socket; ready: 'connect' | 'secureConnect' } {
  const { host, port, tls } = target;
  if (isPlain(target)) return { socket: connect({ host, port, noDelay: true }), ready: 'connect' };
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const given = typeof tls === 'object' ? tls : {};
  const options = { minVersion: 'TLSv1.2', ...servername, ...given, host, port, rejectUnauthorized: true } as const;
  return { socket: connectTls(options).setNoDelay(true), ready: 'secureConnect' };
}

/** Whether there is no TLS: it was said so, or nothing was, and what is sent stays on this machine. */
export function isPlain({ host, tls }: SmppHost): boolean {
  if (tls !== undefined) return tls === 'none';
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
