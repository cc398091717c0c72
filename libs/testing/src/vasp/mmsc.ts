/** A carrier of multimedia messages for tests: it takes what a VASP submits by MM7, and sends it messages and reports. */
import { EventEmitter, once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import type { TlsOptions } from 'node:tls';
import {
  type DeliverRequest,
  type DeliveryReportRequest,
  type Mm7Message,
  type Mm7Request,
  type Mm7Schema,
  type SubmitResponse,
  readMm7,
  statusName,
  writeMm7,
} from '@postbus/mm7';
import type { MmscAnswer, MmscReply, MmscScript, MmscSubmission } from './mmsc-script.ts';

export interface MmscOptions {
  /** Certificate and key, for TLS. */
  readonly tls?: TlsOptions;
  /** Where messages and reports are sent. */
  readonly vasp?: { readonly url: string; readonly username: string; readonly password: string };
  /** What its own requests are written in. */
  readonly schema?: Mm7Schema;
}

/** What a VASP answered. */
export interface VaspAnswer {
  /** Of HTTP. */
  readonly status: number;
  /** Absent where the body is none of MM7. */
  readonly message?: Mm7Message;
}

export interface Mmsc {
  /** Where it takes submissions. */
  readonly url: string;
  readonly submitted: readonly MmscSubmission[];
  play(script: MmscScript): void;
  /** Says where messages and reports are sent from now on. */
  sendTo(vasp: NonNullable<MmscOptions['vasp']>): void;
  /** Fulfilled once so many submissions came. */
  until(submissions: number): Promise<void>;
  /** @param content a whole MIME entity */
  deliver(message: Omit<DeliverRequest, 'kind' | 'transactionId'>, content?: Uint8Array): Promise<VaspAnswer>;
  report(report: Omit<DeliveryReportRequest, 'kind' | 'transactionId' | 'date'>): Promise<VaspAnswer>;
  /** Posts any bytes. */
  post(body: Uint8Array, contentType: string): Promise<VaspAnswer>;
  close(): Promise<void>;
}

/** Starts one on the loopback address. */
export async function startMmsc(script: MmscScript = {}, options: MmscOptions = {}): Promise<Mmsc> {
  const carrier = new Carrier(script, options);
  await carrier.listen();
  return carrier;
}

class Carrier implements Mmsc {
  readonly submitted: MmscSubmission[] = [];
  #script: MmscScript;
  readonly #options: MmscOptions;
  #vasp: MmscOptions['vasp'];
  readonly #server: ReturnType<typeof createServer>;
  readonly #happened = new EventEmitter().setMaxListeners(0);
  #transactions = 0;

  constructor(script: MmscScript, options: MmscOptions) {
    this.#script = script;
    this.#options = options;
    this.#vasp = options.vasp;
    const handle = (request: IncomingMessage, response: ServerResponse): void => void this.#answer(request, response);
    this.#server = options.tls === undefined ? createServer(handle) : createSecureServer(options.tls, handle);
    this.#server.on('connection', (socket) => {
      socket.on('error', () => {});
      if (this.#script.deaf === true) socket.destroy();
    });
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return this.#options.tls === undefined ? `http://127.0.0.1:${port}/mm7` : `https://127.0.0.1:${port}/mm7`;
  }

  play(script: MmscScript): void {
    this.#script = script;
  }

  sendTo(vasp: NonNullable<MmscOptions['vasp']>): void {
    this.#vasp = vasp;
  }

  async until(submissions: number): Promise<void> {
    while (this.submitted.length < submissions) await once(this.#happened, 'submitted');
  }

  deliver(message: Omit<DeliverRequest, 'kind' | 'transactionId'>, content?: Uint8Array): Promise<VaspAnswer> {
    return this.#ask({ ...message, kind: 'deliver.REQ', transactionId: this.#transaction() }, content);
  }

  report(report: Omit<DeliveryReportRequest, 'kind' | 'transactionId' | 'date'>): Promise<VaspAnswer> {
    const transactionId = this.#transaction();
    return this.#ask({ ...report, kind: 'delivery_report.REQ', transactionId, date: new Date() });
  }

  async post(body: Uint8Array, contentType: string): Promise<VaspAnswer> {
    const { url, username, password } = this.#vasp!;
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': contentType, SOAPAction: '""', Authorization: authorization, Connection: 'close' },
      body: new Uint8Array(body),
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const { status } = answer;
    if (bytes.length === 0) return { status };
    return { status, message: readMm7(bytes, answer.headers.get('Content-Type') ?? '').message };
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #transaction(): string {
    return `mmsc-${++this.#transactions}`;
  }

  #ask(request: Mm7Request, content?: Uint8Array): Promise<VaspAnswer> {
    const { schema } = this.#options;
    const { body, contentType } = writeMm7(request, {
      ...(schema !== undefined && { schema }),
      ...(content !== undefined && { content }),
    });
    return this.post(body, contentType);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const submission = await submissionOf(request).catch(() => undefined);
    if (submission === undefined) return void request.socket.destroy();
    const index = this.submitted.push(submission) - 1;
    const reply: MmscReply = this.#script.submit?.(submission, index) ?? {};
    this.#happened.emit('submitted');
    if (reply === 'silence') return;
    if (reply === 'drop') return void request.socket.destroy();
    if (reply.delay !== undefined) await after(reply.delay);
    send(reply, submission, response, `mms-${index + 1}`);
  }
}

async function submissionOf(request: IncomingMessage): Promise<MmscSubmission> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
  const body = new Uint8Array(Buffer.concat(chunks));
  const { authorization, soapaction } = request.headers;
  const contentType = request.headers['content-type'] ?? '';
  const { message, content } = readMm7(body, contentType);
  if (message.kind !== 'submit.REQ') throw new Error(`${message.kind} for a submission`);
  const token = /^Basic (.*)$/.exec(authorization ?? '')?.[1];
  const credentials = token === undefined ? undefined : Buffer.from(token, 'base64').toString();
  const soapAction = Array.isArray(soapaction) ? soapaction[0] : soapaction;
  return { request: message, content, credentials, contentType, soapAction, body };
}

function send(answer: MmscAnswer, { request }: MmscSubmission, response: ServerResponse, nextId: string): void {
  const { status: code = 1000, messageId = nextId, message, http, body } = answer;
  const name = statusName(code);
  const status = { code, ...(name !== undefined && { text: name }) };
  const { transactionId } = request;
  const accepted: SubmitResponse = { kind: 'submit.RES', transactionId, status, messageId };
  if (body !== undefined || (http !== undefined && message === undefined)) {
    response.writeHead(http ?? 200, { 'Content-Type': 'text/html' }).end(body);
    return;
  }
  const written = writeMm7(message ?? accepted);
  response.writeHead(http ?? (message === undefined ? 200 : 500), { 'Content-Type': written.contentType });
  response.end(written.body);
}
