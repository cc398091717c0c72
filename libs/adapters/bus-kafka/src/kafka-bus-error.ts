import { PostbusError } from '@postbus/errors';

/**
 * What a bus over Kafka refuses to run with. `subject` is the topic, broker or option that it is about.
 * `risks-loss`: a setting under which records that were acknowledged can be lost. `password-in-plain-text`: a login
 * without TLS to a broker that is not on this machine. `topic-differs`: a topic is there and is not as it should be.
 * `option-out-of-range`: a setting that no cluster can follow.
 */
export class KafkaBusError extends PostbusError<
  'risks-loss' | 'password-in-plain-text' | 'topic-differs' | 'option-out-of-range'
> {
  readonly subject: string;

  constructor(code: KafkaBusError['code'], subject: string, message: string, options: ErrorOptions = {}) {
    super(code, `${subject}: ${message}`, options);
    this.subject = subject;
  }
}
