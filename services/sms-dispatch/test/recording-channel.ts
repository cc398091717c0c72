/** A channel that keeps to the rules: stores that it gives a message away before it does, and what became of it after. */
import type { TextMessage } from '@postbus/domain';
import type { Clock, TextMessageStore, Versioned } from '@postbus/ports';
import { isSms, readSms } from '@postbus/oxosmms';
import { putMessage } from '@postbus/text-messages';
import type { Begun, ChannelDispatch, Dispatched, MessageToDispatch } from '../src/dispatched.ts';

export interface Given {
  readonly id: string;
  readonly numbers: readonly string[];
  readonly text: string;
}

export class RecordingChannel {
  /** What left, in its order. */
  readonly given: Given[] = [];
  isUp = true;
  /** Instead of taking it. */
  answer: ((message: TextMessage) => Dispatched | undefined) | undefined;

  constructor(private readonly clock: Clock) {}

  /** @param texts of the process that gives it */
  over(texts: () => TextMessageStore): ChannelDispatch {
    return {
      isReady: () => this.isUp,
      begin: async ({ message, object }) =>
        this.isUp && this.answer?.(message) === undefined ? this.begun(message, object, texts) : undefined,
      execute: ({ message, object }) => this.give(message, object, texts()),
    };
  }

  private begun(message: TextMessage, object: MessageToDispatch['object'], texts: () => TextMessageStore): Begun {
    return {
      message: this.inState(message, 'dispatched'),
      submit: (stored) => this.take(stored, object, texts()),
      leave: () => {},
    };
  }

  private async give(
    found: Versioned<TextMessage>,
    object: MessageToDispatch['object'],
    texts: TextMessageStore,
  ): Promise<Dispatched> {
    const { value } = found;
    if (value.state === 'dispatched') {
      await putMessage(texts, found, this.inState(value, 'unknown'), '/test');
      return { then: 'ended' };
    }
    const answered = this.answer?.(value);
    if (answered !== undefined) return answered;
    return this.take(await putMessage(texts, found, this.inState(value, 'dispatched'), '/test'), object, texts);
  }

  private async take(
    dispatched: Versioned<TextMessage>,
    object: MessageToDispatch['object'],
    texts: TextMessageStore,
  ): Promise<Dispatched> {
    const { value } = dispatched;
    const text = object !== undefined && isSms(object) ? readSms(object).text : '';
    this.given.push({ id: value.id, numbers: value.recipients.map(({ number }) => number), text });
    await putMessage(texts, dispatched, this.inState(value, 'sent'), '/test');
    return { then: 'ended' };
  }

  private inState(message: TextMessage, state: TextMessage['state']): TextMessage {
    return { ...message, state, changedAt: this.clock.now() };
  }
}
