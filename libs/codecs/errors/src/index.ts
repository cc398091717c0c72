export { DefectList, type Defect } from './defect-list.ts';
export { PostbusError, isRetryable, type PostbusErrorOptions } from './postbus-error.ts';
