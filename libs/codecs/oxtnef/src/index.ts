export { isTnef, readTnef, type ReadTnefOptions, type TnefContent } from './read-tnef.ts';
export type { TnefDefect, TnefDefectCode } from './tnef-defect.ts';
export { TnefError, type TnefErrorCode } from './tnef-error.ts';
export type { TnefLimits } from './tnef-limits.ts';
export { writeTnef, type WriteTnefOptions } from './write-tnef.ts';
