import { PostbusError } from '@postbus/errors';

/** What a store's folder can hold that this version cannot work with. */
export class BlobFsError extends PostbusError<'index-version'> {}
