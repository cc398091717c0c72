export { PostbusError, isRetryable, type PostbusErrorOptions } from './postbus-error.ts';
