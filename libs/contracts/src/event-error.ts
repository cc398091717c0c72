import { PostbusError } from '@postbus/errors';

/** What can be wrong with an event; `topic` and `path` (of the field) say where. */
export class EventError extends PostbusError<
  'unknown-topic' | 'unsupported-version' | 'wrong-type' | 'missing-attribute' | 'not-json' | 'invalid-event'
> {
  readonly topic: string;
  readonly path: string;

  constructor(code: EventError['code'], topic: string, path: string, message: string) {
    super(code, `${topic}${path === '' ? '' : ` at ${path}`}: ${message}`);
    this.topic = topic;
    this.path = path;
  }
}
