export { ConversionModule, type ConversionSettings } from './nest/conversion.module.ts';
