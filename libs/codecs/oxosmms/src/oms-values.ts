/** Values of the properties of text messages. [MS-OXOSMMS] 2.2 */

/** PidNameOMSServiceType. [MS-OXOSMMS] 2.2.1.3 */
export const OmsServiceType = { sms: 0x1, mms: 0x4 } as const;
export type OmsServiceType = (typeof OmsServiceType)[keyof typeof OmsServiceType];

/** PidNameOMSSourceType. [MS-OXOSMMS] 2.2.1.4 */
export const OmsSourceType = {
  xmsInspector: 0x0,
  reminder: 0x1,
  calendarSummary: 0x2,
  rule: 0x3,
  unknown: 0x4,
} as const;
export type OmsSourceType = (typeof OmsSourceType)[keyof typeof OmsSourceType];

/** PidNameContentClass. [MS-OXOSMMS] 2.2.1.5 */
export const OmsContentClass = { sms: 'MS-OMS-SMS', mms: 'MS-OMS-MMS' } as const;

/** PidTagIconIndex: 0xFFFFFFFF as the signed integer that the property is. [MS-OXOSMMS] 2.2.2.1 */
export const omsIconIndex = -1;

export type OmsKind = 'sms' | 'mms';
