/** The traceparent header. W3C Trace Context 3.2 */

const traceparentForm =
  /^(?<version>[0-9a-f]{2})-(?<traceId>[0-9a-f]{32})-(?<parentId>[0-9a-f]{16})-[0-9a-f]{2}(?<more>-.*)?$/;

/**
 * Whether `value` is a traceparent that a receiver uses; others are to be ignored, never repaired.
 * Versions above 00 may carry more fields; version ff and ids of zeros alone are invalid. W3C Trace Context 3.2.2, 4.3
 */
export function isTraceparent(value: string): boolean {
  const { version, traceId, parentId, more } = traceparentForm.exec(value)?.groups ?? {};
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return false;
  return !/^0+$/.test(traceId ?? '') && !/^0+$/.test(parentId ?? '');
}
