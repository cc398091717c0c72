/** The ports in memory, for tests of the use cases; each can be told to fail. */
import { createHash } from 'node:crypto';
import type { BusRecord } from '@postbus/contracts';
import { type Account, type BlobRef, addressKey, domainOf } from '@postbus/domain';
import type { BlobStore, Directory, MessageBus } from '@postbus/ports';
import type { MessageBody } from '../smtp/message-body.ts';
import type { Envelope } from './envelope.ts';

export const ann: Account = {
  id: 'ann-id',
  tenant: 'one',
  mailbox: 'ann-id',
  address: 'ann@here.example',
  aliases: ['Ann.Alias@here.example'],
  displayName: 'Ann',
  version: 1,
};
export const bob: Account = { ...ann, id: 'bob-id', mailbox: 'bob-id', address: 'bob@here.example', aliases: [] };
export const eve: Account = { ...bob, id: 'eve-id', tenant: 'two', mailbox: 'eve-id', address: 'eve@two.example' };

export class FakePorts {
  readonly kept = new Map<string, string>();
  readonly published: BusRecord[][] = [];
  /** What happened, in its order. */
  readonly steps: string[] = [];
  blobError: Error | undefined;
  busError: Error | undefined;
  directoryError: Error | undefined;

  readonly blobs = {
    put: async (content: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobRef> => {
      const chunks: Uint8Array[] = [];
      if (content instanceof Uint8Array) chunks.push(content);
      else for await (const chunk of content) chunks.push(chunk);
      if (this.blobError !== undefined) throw this.blobError;
      const bytes = Buffer.concat(chunks);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      this.kept.set(sha256, bytes.toString('latin1'));
      this.steps.push('blob');
      return { sha256, size: bytes.length };
    },
  } as BlobStore;

  readonly bus = {
    publish: async (records: readonly BusRecord[]): Promise<void> => {
      if (this.busError !== undefined) throw this.busError;
      this.published.push([...records]);
      this.steps.push('event');
    },
  } as MessageBus;

  readonly directory = {
    resolve: async (address: string): Promise<Account | undefined> => {
      if (this.directoryError !== undefined) throw this.directoryError;
      return [ann, bob, eve].find((account) =>
        [account.address, ...account.aliases].some((own) => addressKey(own) === addressKey(address)),
      );
    },
    resolveNumber: async (number: string): Promise<Account | undefined> =>
      number === '+14255550100' ? ann : undefined,
    isLocalDomain: async (domain: string): Promise<boolean> =>
      [ann, bob, eve].some(({ address }) => domainOf(address) === domain),
  } as Directory;

  /** The only blob. */
  get raw(): string {
    return [...this.kept.values()].join('<another blob>');
  }

  /** The data of the events, by topic. */
  events(topic: string): Record<string, unknown>[] {
    return this.published
      .flat()
      .filter((record) => record.topic === topic)
      .map((record) => JSON.parse(Buffer.from(record.value).toString()) as Record<string, unknown>);
  }
}

export const id = '6f0d3c1e-4a54-4d53-9a6d-0a6f3f6f9d11';
export const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** @param text the message; what is behind `head` bytes of it streams */
export function envelope(text: string, recipients: Envelope['recipients'], head?: number): Envelope {
  return {
    id,
    reversePath: { address: 'ann@here.example', smtpUtf8: false, body: '7BIT' },
    client: { address: '192.0.2.1', helo: 'client.example', protocol: 'ESMTP' },
    recipients,
    received: 'Received: from client.example\r\n',
    body: bodyOf(text, head),
    at: Date.UTC(2026, 10, 21, 9, 30),
    traceparent: () => traceparent,
  };
}

function bodyOf(text: string, head = text.length): MessageBody {
  const bytes = Buffer.from(text, 'latin1');
  const empty = text.startsWith('\r\n') ? 0 : text.indexOf('\r\n\r\n') + 2;
  async function* rest(): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(head);
  }
  const headerBytes = empty < 2 && !text.startsWith('\r\n') ? bytes.length : empty + 2;
  return { head: bytes.subarray(0, head), headerBytes, ...(head < bytes.length && { rest: rest() }) };
}
