import { type MimeLimits, defaultMimeLimits } from '@postbus/mime';
import type { XmlLimits } from '@postbus/xml';

export interface Mm7Limits {
  /** Of the envelope: see the limits of `@postbus/xml`. */
  readonly xml: XmlLimits;
  /** Of the parts: see the limits of `@postbus/mime`. */
  readonly mime: Partial<MimeLimits>;
}

/** An envelope has its addresses and little else: ten thousand recipients fit into it. */
export const defaultMm7Limits: Mm7Limits = {
  xml: { length: 1024 * 1024, depth: 16, elements: 20_000, attributes: 20 },
  mime: defaultMimeLimits,
};
