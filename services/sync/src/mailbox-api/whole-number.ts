import { ApiError } from './api-error.ts';

/** A number of a path or a query. @throws {ApiError} `bad-request`, naming `what` */
export function wholeNumber(what: string, written: string | undefined, otherwise?: number): number {
  if (written === undefined && otherwise !== undefined) return otherwise;
  if (written !== undefined && /^\d{1,15}$/.test(written)) return Number(written);
  throw new ApiError('bad-request', `${what} is a whole number`);
}
