import { PostbusError } from '@postbus/errors';

/**
 * Why something cannot be sealed or opened. What was sealed is in no message.
 * - `no-master-key`: none is set
 * - `other-master-key`: it was sealed by one that is not among those set
 * - `not-sealed`: it is not of the form of what is sealed
 * - `damaged`: its bytes were changed, or it was sealed for something else
 */
export class MasterKeyError extends PostbusError<'no-master-key' | 'other-master-key' | 'not-sealed' | 'damaged'> {}
