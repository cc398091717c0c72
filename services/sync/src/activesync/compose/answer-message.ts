/** SmartReply and SmartForward: what they do alike. [MS-ASCMD] 2.2.1.19, 2.2.1.20 */
import { parseMime } from '@postbus/mime';
import type { BlobStore, Clock, MailStore } from '@postbus/ports';
import type { CommandContext } from '../command-context.ts';
import { MessageContent } from '../../content/message-content.ts';
import { type ComposeRequest, clientMessage } from './client-message.ts';
import { combinedMessage, isSealed } from './combined-message.ts';
import { ComposeError } from './compose-error.ts';
import { type ComposeLimits, defaultComposeLimits } from './compose-limits.ts';
import { lastVerbOperations, replyVerb, verb } from './last-verb.ts';
import { originalMessage } from './original-message.ts';
import { type OutgoingMessage, outgoingMessage } from './outgoing-message.ts';
import type { QuoteKind } from './quote.ts';
import { type Source, sourceMessage } from './source-message.ts';
import type { Submit } from './submission.ts';
import { threadFields } from './thread-fields.ts';

export interface AnswerRequest extends ComposeRequest {
  readonly Source: Source;
  readonly SaveInSentItems?: true | undefined;
  /** Whether the client sends the whole message itself. [MS-ASCMD] 2.2.3.148 */
  readonly ReplaceMime?: true | undefined;
}

export class AnswerMessage {
  constructor(
    private readonly store: MailStore,
    private readonly blobs: BlobStore,
    private readonly submit: Submit,
    private readonly clock: Clock,
    private readonly limits: ComposeLimits = defaultComposeLimits,
  ) {}

  /** @throws {ComposeError}, {PortError} */
  async execute(kind: QuoteKind, request: AnswerRequest, context: CommandContext): Promise<void> {
    const { scope } = context;
    const client = clientMessage(request, context, this.limits.messageBytes);
    const record = await sourceMessage(this.store, scope, request.Source);
    const content = new MessageContent(this.store, this.blobs, scope, record);
    const takesOriginal = request.ReplaceMime === undefined && !isSealed(client);
    const bytes = takesOriginal
      ? combinedMessage(client, { record, original: await originalMessage(content), kind })
      : client.bytes();
    const now = this.clock.now();
    const outgoing = this.#outgoing(bytes, threadFields(record.summary, now), now, context);
    const done = kind === 'forward' ? verb.forward : replyVerb(record.summary, outgoing.recipients);
    await this.submit.execute(
      {
        clientId: request.ClientId,
        saveToSentItems: request.SaveInSentItems === true,
        outgoing,
        operations: () => lastVerbOperations(this.store, scope, record.id, done, now),
      },
      context,
    );
  }

  #outgoing(bytes: Uint8Array, fields: readonly string[], now: number, { account }: CommandContext): OutgoingMessage {
    const { messageBytes, recipients } = this.limits;
    if (bytes.length > messageBytes) throw new ComposeError('message-too-large', `${bytes.length} bytes`);
    return outgoingMessage(parseMime(bytes), { account, now, recipients, fields });
  }
}
