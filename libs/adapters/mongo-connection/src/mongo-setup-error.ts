import { PostbusError } from '@postbus/errors';

/** Why a database cannot be used as it is set up; `place` is the option, the database, or `collection.index`. */
export class MongoSetupError extends PostbusError<
  | 'url-invalid'
  | 'weak-write-concern'
  | 'password-without-tls'
  | 'certificate-unchecked'
  | 'not-a-replica-set'
  | 'schema-newer'
  | 'schema-changed'
  | 'index-differs'
> {
  readonly place: string;

  constructor(code: MongoSetupError['code'], place: string, message: string, options: ErrorOptions = {}) {
    super(code, `${place}: ${message}`, options);
    this.place = place;
  }
}
