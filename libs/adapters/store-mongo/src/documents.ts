/** A path of a schema whose values are kept as they are given, not cast: keys made of several fields, and values of any kind. */
import { Schema } from 'mongoose';

export const asItIs = { type: Schema.Types.Mixed, required: true } as const;

/** Documents without mongoose's own fields; one with a field that its schema does not name is refused. */
export const plainDocuments = { versionKey: false, strict: 'throw', minimize: false } as const;
