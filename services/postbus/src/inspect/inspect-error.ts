import { PostbusError } from '@postbus/errors';

/** What cannot be shown. */
export class InspectError extends PostbusError<'not-an-mbox' | 'no-such-message'> {}
