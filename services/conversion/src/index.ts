export { type ConversionSettings, conversionSettings } from './conversion-settings.ts';
export { ConversionModule } from './nest/conversion.module.ts';
