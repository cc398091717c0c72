/** The operations by the admin API of a server that runs. */
import { type IncomingMessage, type RequestOptions, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { AdminError, RefusedError } from './admin-error.ts';
import { type Operation, hasBody, pathParameters } from './operation.ts';
import { type Administration, operations } from './operations.ts';

export type AdminPlace = { readonly socketPath: string } | { readonly url: URL; readonly token: string | undefined };

/** Milliseconds without a byte. The slowest operations go through every account. */
const longestSilence = 600_000;

interface Refusal {
  readonly error?: { readonly code?: string; readonly message?: string };
}

/**
 * Each operation throws {RefusedError} with the server's code, {AdminError} `server-not-reached` where none answers,
 * `not-by-tls`, with nothing sent, where a secret would go in clear.
 */
export function remoteAdministration(place: AdminPlace): Administration {
  const calls = Object.entries<Operation>(operations).map(
    ([name, description]) =>
      [name, (input: Readonly<Record<string, unknown>>) => call(place, description, input)] as const,
  );
  return Object.fromEntries(calls) as unknown as Administration;
}

async function call(
  place: AdminPlace,
  description: Operation,
  input: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const { method, output, confidential } = description;
  if (confidential === true && 'url' in place && place.url.protocol !== 'https:')
    throw new AdminError(
      'not-by-tls',
      `a private key goes by https: or the Unix socket only, not to ${place.url.origin}`,
    );
  const { path, rest } = target(description, input);
  const body = hasBody(method) ? JSON.stringify(rest) : undefined;
  const answer = await send(place, { method, path, headers: headersOf(place, body) }, body);
  const content = jsonOf(await text(answer));
  if (answer.statusCode === 200 && content !== undefined) return output.parse(content);
  const { code = 'refused', message = `the server answered ${answer.statusCode}` } = content?.error ?? {};
  throw new RefusedError(code, message);
}

/** Undefined where somebody else answers, such as a proxy. */
function jsonOf(body: string): Refusal | undefined {
  try {
    return JSON.parse(body) as Refusal;
  } catch {
    return undefined;
  }
}

/** The path with its names filled in, and what is left of the input: the query is in the path where there is no body. */
function target({ method, path, input: { shape } }: Operation, input: Readonly<Record<string, unknown>>) {
  const inPath = new Set(pathParameters(path));
  const rest = Object.fromEntries(
    Object.entries(input).filter(([name, value]) => name in shape && !inPath.has(name) && value !== undefined),
  );
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])));
  const query = hasBody(method) ? '' : String(new URLSearchParams(rest as Record<string, string>));
  return { path: query === '' ? filled : `${filled}?${query}`, rest };
}

function headersOf(place: AdminPlace, body: string | undefined): Record<string, string> {
  const token = 'url' in place ? place.token : undefined;
  return {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    }),
  };
}

function send(
  place: AdminPlace,
  options: RequestOptions & { path: string },
  body: string | undefined,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const onError = (cause: Error): void => {
      const where = 'url' in place ? place.url.origin : place.socketPath;
      reject(new AdminError('server-not-reached', `no server answers at ${where}`, { cause, retryable: true }));
    };
    const sent =
      'socketPath' in place
        ? httpRequest({ ...options, socketPath: place.socketPath }, resolve)
        : (place.url.protocol === 'https:' ? httpsRequest : httpRequest)(
            new URL(options.path, place.url),
            options,
            resolve,
          );
    sent.on('error', onError);
    sent.setTimeout(longestSilence, () => sent.destroy(new Error(`nothing came for ${longestSilence} ms`)));
    sent.end(body);
  });
}
