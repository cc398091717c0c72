/** Bodies of messages and how their text is coded. [MS-OXCMSG] 2.2.1.58, [MS-OXBBODY] */
import { PropertyType } from '../property-type.ts';
import { large, tagged } from './define.ts';

const { PtypBinary, PtypBoolean, PtypInteger32, PtypString } = PropertyType;
const generalMessageProperties = 'General Message Properties';
const miscellaneousProperties = 'Miscellaneous Properties';

export const PidTagBody = large('PidTagBody', 0x1000, PtypString, generalMessageProperties);
export const PidTagBodyContentId = tagged('PidTagBodyContentId', 0x1015, PtypString, 'Exchange');
export const PidTagBodyContentLocation = tagged('PidTagBodyContentLocation', 0x1014, PtypString, 'MIME Properties');
export const PidTagBodyHtml = large('PidTagBodyHtml', 0x1013, PtypString, generalMessageProperties);
export const PidTagCodePageId = tagged('PidTagCodePageId', 0x66c3, PtypInteger32, 'Exchange Profile Configuration');
export const PidTagHtml = large('PidTagHtml', 0x1013, PtypBinary, generalMessageProperties);
export const PidTagInternetCodepage = tagged('PidTagInternetCodepage', 0x3fde, PtypInteger32, miscellaneousProperties);
export const PidTagInternetMailOverrideFormat = tagged(
  'PidTagInternetMailOverrideFormat',
  0x5902,
  PtypInteger32,
  'MIME Properties',
);
export const PidTagLocaleId = tagged('PidTagLocaleId', 0x66a1, PtypInteger32, miscellaneousProperties);
export const PidTagMessageCodepage = tagged('PidTagMessageCodepage', 0x3ffd, PtypInteger32, 'Common');
export const PidTagMessageEditorFormat = tagged(
  'PidTagMessageEditorFormat',
  0x5909,
  PtypInteger32,
  miscellaneousProperties,
);
export const PidTagMessageLocaleId = tagged('PidTagMessageLocaleId', 0x3ff1, PtypInteger32, miscellaneousProperties);
export const PidTagNativeBody = tagged('PidTagNativeBody', 0x1016, PtypInteger32, 'BestBody');
export const PidTagRtfCompressed = large('PidTagRtfCompressed', 0x1009, PtypBinary, 'Email');
export const PidTagRtfInSync = tagged('PidTagRtfInSync', 0x0e1f, PtypBoolean, 'Email');
export const PidTagSortLocaleId = tagged('PidTagSortLocaleId', 0x6705, PtypInteger32, 'ExchangeAdministrative');
