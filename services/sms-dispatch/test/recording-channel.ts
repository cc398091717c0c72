/** A channel that keeps to the rules: stores that it gives a message away before it does, and what became of it after. */
import type { TextMessage } from '@postbus/domain';
import type { Clock, TextMessageStore, Versioned } from '@postbus/ports';
import { isSms, readSms } from '@postbus/oxosmms';
import { putMessage } from '@postbus/text-messages';
import type { ChannelDispatch, Dispatched, MessageToDispatch } from '../src/dispatched.ts';

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
      execute: ({ message: { value, version }, object }) => this.give(value, version, object, texts()),
    };
  }

  private async give(
    message: TextMessage,
    version: number,
    object: MessageToDispatch['object'],
    texts: TextMessageStore,
  ): Promise<Dispatched> {
    const put = async (state: TextMessage['state'], before: Versioned<TextMessage>): Promise<Versioned<TextMessage>> =>
      putMessage(texts, before, { ...message, state, changedAt: this.clock.now() }, '/test');
    const given = { value: message, version };
    if (message.state === 'dispatched') {
      await put('unknown', given);
      return { then: 'ended' };
    }
    const answered = this.answer?.(message);
    if (answered !== undefined) return answered;
    const dispatched = await put('dispatched', given);
    const text = object !== undefined && isSms(object) ? readSms(object).text : '';
    this.given.push({ id: message.id, numbers: message.recipients.map(({ number }) => number), text });
    await put('sent', dispatched);
    return { then: 'ended' };
  }
}
