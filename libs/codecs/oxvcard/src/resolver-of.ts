/** Values that lie outside the Message object. */
import type { ExternalValue, ResolveValue } from '@postbus/mapi';
import { VCardError } from './vcard-error.ts';

/** `resolve`, or what refuses every value where nothing was given. */
export function resolverOf(resolve: ResolveValue | undefined): ResolveValue {
  return resolve ?? unresolved;
}

function unresolved(value: ExternalValue): never {
  throw new VCardError('value-not-here', 0, `a value lies outside, ${JSON.stringify(value)}, and nothing reads it,`);
}
