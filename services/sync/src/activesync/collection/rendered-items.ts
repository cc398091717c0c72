/** Items as one answer tells them, each rendered once, and no more than an answer may hold. */
import type { ApplicationData, Body, BodyPart, SyncResponseCommand } from '@postbus/activesync';
import type { MailboxScope, MessageRecord } from '@postbus/domain';
import type { ItemOptions, ItemRenderer } from '../rendering.ts';

/** Bytes of bodies in one answer: stops a client without a TruncationSize from filling memory with large messages. */
export const largestAnswer = 32 * 1024 * 1024;

export class RenderedItems {
  readonly #items = new Map<string, ApplicationData>();

  constructor(
    private readonly renderer: ItemRenderer,
    private readonly scope: MailboxScope,
    private readonly optionsOf: (message: MessageRecord) => ItemOptions,
  ) {}

  /** Renders `messages` in their order until the answer is full, but at least one. @returns how many */
  async fill(messages: readonly MessageRecord[]): Promise<number> {
    let bytes = 0;
    for (const [index, message] of messages.entries()) {
      if (bytes >= largestAnswer) return index;
      bytes += bodyBytes(await this.item(message));
    }
    return messages.length;
  }

  async item(message: MessageRecord): Promise<ApplicationData> {
    const { id, changeNumber, readChangeNumber } = message;
    const key = `${id}/${changeNumber}/${readChangeNumber}`;
    const rendered = this.#items.get(key) ?? (await this.renderer.item(this.scope, message, this.optionsOf(message)));
    this.#items.set(key, rendered);
    return rendered;
  }
}

/** Bytes of the bodies that commands add; characters count as bytes. */
export function addedBytes(commands: readonly SyncResponseCommand[] = []): number {
  return commands.reduce((sum, one) => sum + (one.kind === 'Add' ? bodyBytes(one.ApplicationData) : 0), 0);
}

function bodyBytes({ Body: body, BodyPart: part }: ApplicationData): number {
  return dataBytes(body) + dataBytes(part);
}

function dataBytes(body: Body | BodyPart | undefined): number {
  return body?.Data?.length ?? 0;
}
