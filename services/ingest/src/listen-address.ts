/** Where to listen, as written in settings: `127.0.0.1:2525`, `[::]:25`, `:25`, `unix:/run/postbus/lmtp.sock`, `off`. */
import type { Kind } from '@postbus/platform';
import type { ListenAddress } from './smtp/server.ts';

const form = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/;
const highestPort = 65_535;

/** Undefined for what is none. */
export function parseListenAddress(text: string): ListenAddress | 'off' | undefined {
  if (text === 'off') return 'off';
  if (text.startsWith('unix:')) return text.length > 'unix:'.length ? { path: text.slice('unix:'.length) } : undefined;
  const found = form.exec(text);
  if (found === null || Number(found[3]) > highestPort) return undefined;
  const host = found[1] ?? found[2]!;
  return { host: host === '' ? '::' : host, port: Number(found[3]) };
}

export function listenAddressText(address: ListenAddress): string {
  if ('path' in address) return `unix:${address.path}`;
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

/** The setting of one. */
export const listenAddress: Kind<ListenAddress | 'off'> = {
  expected: 'host:port, unix:/path, or off',
  read: (written) => (typeof written === 'string' ? parseListenAddress(written) : undefined),
};
