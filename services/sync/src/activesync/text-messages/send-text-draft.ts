/** A draft of a text message that a client sends by a Change with Send, 16.0 on: it leaves Drafts for the Outbox. [MS-ASCMD] 2.2.3.32 */
import { SmsError, SyncStatus } from '@postbus/activesync';
import { derivedEventId } from '@postbus/contracts';
import type { MessageId } from '@postbus/domain';
import { type MessageObject, PidTagClientSubmitTime, PidTagMessageFlags, PropertyBag, fileTimeOf } from '@postbus/mapi';
import { MessageFlag } from '@postbus/oxcmail';
import { OxosmmsError, omsKindOf } from '@postbus/oxosmms';
import type { Clock, MailStore } from '@postbus/ports';
import { type SubmitTextMessage, itemOfSubmission } from '@postbus/text-messages';
import type { CommandContext } from '../command-context.ts';

export interface TextDraft {
  readonly id: MessageId;
  /** The same one is sent once. */
  readonly dedupe: string;
}

/** [MS-OXCMSG] 2.2.1.6 */
const mfSubmitted = 0x4;
const eventSource = '/sync';

export class SendTextDraft {
  constructor(
    private readonly store: MailStore,
    private readonly submit: SubmitTextMessage,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {SmsError} with Status 8 where there is no such draft of a text message
   * @throws {OxosmmsError} `not-a-number` where nobody is to get it; {DomainError}, {PortError}
   */
  async execute({ id, dedupe }: TextDraft, context: CommandContext): Promise<void> {
    const { scope, traceparent } = context;
    const submission = derivedEventId('activesync-draft', scope.mailbox, dedupe);
    const draft = await this.store.message(scope, id);
    const kind = draft === undefined ? undefined : omsKindOf(draft.object);
    if (draft === undefined || kind === undefined) {
      if ((await itemOfSubmission(this.store, scope, submission)) !== undefined) return;
      throw new SmsError('not-changeable', 'Change/ServerId', SyncStatus.ObjectNotFound, 'there is no such draft');
    }
    if (draft.object.recipients.length === 0) {
      throw new OxosmmsError('not-a-number', 'recipients', 'nobody is to get it');
    }
    await this.submit.execute({
      id: submission,
      scope,
      source: 'activesync',
      kind,
      object: submittedObject(draft.object, this.clock.now()),
      eventSource,
      operations: [{ do: 'delete-message', id }],
      ...(traceparent !== undefined && { traceparent }),
    });
  }
}

function submittedObject(draft: MessageObject, at: number): MessageObject {
  const properties = new PropertyBag(draft.properties);
  const flags = (properties.get(PidTagMessageFlags) ?? 0) & ~MessageFlag.mfUnsent;
  properties
    .set(PidTagMessageFlags, flags | mfSubmitted | MessageFlag.mfRead)
    .set(PidTagClientSubmitTime, fileTimeOf(at));
  return { ...draft, properties };
}
