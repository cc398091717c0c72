/** What schemas have alike. */
import { Schema } from 'mongoose';

/** Values of any kind, kept as they are given. */
export const asItIs = { type: Schema.Types.Mixed, required: true } as const;
export const number = { type: Number, required: true } as const;
export const text = { type: String, required: true } as const;

/** Documents without mongoose's own fields; one with a field that its schema does not name is refused. */
export const plainDocuments = { versionKey: false, strict: 'throw', minimize: false, id: false } as const;
